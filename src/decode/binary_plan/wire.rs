//! Protobuf's wire format: a small reader over fields.
//!
//! Written here because a cut plan must give what stands before the cut and hostile nesting must not recurse; the
//! crates decode whole messages or nothing.

/// Reads the fields of one message.
pub struct Fields<'a> {
    rest: &'a [u8],
}

/// The value of a field.
pub enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1.
    Fixed64(u64),
    /// Wire type 2; `whole` is false where the message ends inside it.
    Bytes { bytes: &'a [u8], whole: bool },
    /// Wire type 5, or a group: nothing a plan has.
    Other,
}

/// Why a message cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It ends early.
    Cut,
    /// A wire type or number that does not exist.
    Invalid,
}

impl<'a> Fields<'a> {
    pub fn of(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// The next field's number and value; None at the end.
    pub fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, Broken> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || number > 0x1fff_ffff {
            return Err(Broken::Invalid);
        }
        Ok(Some((number, self.value(tag & 7)?)))
    }

    fn value(&mut self, wire_type: u64) -> Result<Value<'a>, Broken> {
        match wire_type {
            0 => self.varint().map(Value::Varint),
            1 => {
                let (bytes, rest) = self.rest.split_first_chunk().ok_or(Broken::Cut)?;
                self.rest = rest;
                Ok(Value::Fixed64(u64::from_le_bytes(*bytes)))
            }
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Broken::Invalid)?;
                let whole = length <= self.rest.len();
                let (bytes, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
                self.rest = rest;
                Ok(Value::Bytes { bytes, whole })
            }
            3 => self.skip_group().map(|()| Value::Other),
            5 => {
                self.rest = self.rest.get(4..).ok_or(Broken::Cut)?;
                Ok(Value::Other)
            }
            _ => Err(Broken::Invalid),
        }
    }

    /// Skips to the end of a group; groups may nest.
    fn skip_group(&mut self) -> Result<(), Broken> {
        let mut open = 1_u32;
        while open > 0 {
            match self.varint()? & 7 {
                3 => open += 1,
                4 => open -= 1,
                wire_type => {
                    self.value(wire_type)?;
                }
            }
        }
        Ok(())
    }

    fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0;
        for (at, byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * at as u32);
            if byte & 0x80 == 0 {
                self.rest = self.rest.get(at + 1..).unwrap_or_default();
                return Ok(value);
            }
        }
        Err(if self.rest.len() < 10 { Broken::Cut } else { Broken::Invalid })
    }
}

impl<'a> Value<'a> {
    pub fn varint(self) -> Result<u64, Broken> {
        match self {
            Self::Varint(value) => Ok(value),
            _ => Err(Broken::Invalid),
        }
    }

    pub fn fixed64(self) -> Result<u64, Broken> {
        match self {
            Self::Fixed64(value) => Ok(value),
            _ => Err(Broken::Invalid),
        }
    }

    /// A text or a small message: only the whole of it says anything.
    pub fn bytes(self) -> Result<&'a [u8], Broken> {
        match self {
            Self::Bytes { bytes, whole: true } => Ok(bytes),
            Self::Bytes { .. } => Err(Broken::Cut),
            _ => Err(Broken::Invalid),
        }
    }

    /// A message whose beginning is worth reading.
    pub fn message(self) -> Result<(&'a [u8], bool), Broken> {
        match self {
            Self::Bytes { bytes, whole } => Ok((bytes, whole)),
            _ => Err(Broken::Invalid),
        }
    }

    /// An unknown field.
    pub fn skip(self) -> Result<(), Broken> {
        match self {
            Self::Bytes { whole: false, .. } => Err(Broken::Cut),
            _ => Ok(()),
        }
    }
}

/// The numbers of a packed field.
pub fn packed(bytes: &[u8]) -> Result<Vec<u64>, Broken> {
    let mut reader = Fields::of(bytes);
    let mut numbers = Vec::new();
    while !reader.rest.is_empty() {
        numbers.push(reader.varint()?);
    }
    Ok(numbers)
}
