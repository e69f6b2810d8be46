//! Typed values in keys.

use super::{decimal, groups, hex};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bytes(Vec<u8>),
    Int(i64),
    Uint(u64),
    Float(f64),
    Decimal(String),
    /// Nanoseconds.
    Duration(i64),
    /// The value itself is not decoded.
    Json,
    /// The value itself is not decoded.
    Vector,
    /// Above every value: the border of a range.
    Maximum,
}

/// Values up to the first one that cannot be read, and what follows.
pub fn read(mut bytes: &[u8]) -> (Vec<Value>, &[u8]) {
    let mut values = Vec::new();
    while let Some((value, rest)) = value(bytes) {
        let opaque = matches!(value, Value::Json | Value::Vector);
        values.push(value);
        bytes = rest;
        if opaque {
            break;
        }
    }
    (values, bytes)
}

fn value(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    Some(match kind {
        0 => (Value::Null, rest),
        1 => {
            let (bytes, rest) = groups::bytes(rest)?;
            (Value::Bytes(bytes), rest)
        }
        2 => {
            let (length, rest) = varint(rest)?;
            let (bytes, rest) = rest.split_at_checked(usize::try_from(zigzag(length)).ok()?)?;
            (Value::Bytes(bytes.to_vec()), rest)
        }
        3 => {
            let (value, rest) = int(rest)?;
            (Value::Int(value), rest)
        }
        4 => {
            let (bytes, rest) = rest.split_first_chunk()?;
            (Value::Uint(u64::from_be_bytes(*bytes)), rest)
        }
        5 => {
            let (bytes, rest) = rest.split_first_chunk()?;
            let bits = u64::from_be_bytes(*bytes);
            let bits = if bits >> 63 == 1 { bits ^ SIGN } else { !bits };
            (Value::Float(f64::from_bits(bits)), rest)
        }
        6 => {
            let (text, rest) = decimal::read(rest)?;
            (Value::Decimal(text), rest)
        }
        7 => {
            let (nanos, rest) = int(rest)?;
            (Value::Duration(nanos), rest)
        }
        8 => {
            let (value, rest) = varint(rest)?;
            (Value::Int(zigzag(value)), rest)
        }
        9 => {
            let (value, rest) = varint(rest)?;
            (Value::Uint(value), rest)
        }
        10 => (Value::Json, rest),
        20 => (Value::Vector, rest),
        250 => (Value::Maximum, rest),
        _ => return None,
    })
}

const SIGN: u64 = 1 << 63;

/// Eight bytes, big-endian with the sign bit flipped.
pub fn int(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (bytes, rest) = bytes.split_first_chunk()?;
    Some(((u64::from_be_bytes(*bytes) ^ SIGN) as i64, rest))
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

/// Go's signed numbers: the sign is the lowest bit.
fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// `uint 5, bytes "abc"`.
pub fn list(values: &[Value]) -> String {
    let texts: Vec<String> = values.iter().map(text).collect();
    texts.join(", ")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bytes(bytes) => format!("bytes {}", shown(bytes)),
        Value::Int(value) => format!("int {value}"),
        Value::Uint(value) => format!("uint {value}"),
        Value::Float(value) => format!("float {value}"),
        Value::Decimal(value) => format!("decimal {value}"),
        Value::Duration(nanos) => format!("duration {nanos} ns"),
        Value::Json => "json".to_owned(),
        Value::Vector => "vector".to_owned(),
        Value::Maximum => "maximum".to_owned(),
    }
}

/// Text in quotes where it is text, else hex.
pub fn shown(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => format!("\"{text}\""),
        _ => format!("0x{}", hex::text(bytes)),
    }
}
