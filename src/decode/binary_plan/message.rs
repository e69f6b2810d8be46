//! The messages of a binary plan (docs/spec/tidb-logs.md §4.4): a flat list of operators, read without recursion.

use super::access::Access;
use super::wire::{self, Broken, Fields, Value};
use crate::decode::limits;
use crate::model::Text;
use crate::text::bytes::text;

/// `ExplainData`.
#[derive(Default)]
pub struct Explained {
    pub operators: Vec<Operator>,
    pub main: Option<usize>,
    pub ctes: Vec<usize>,
    pub subqueries: Vec<usize>,
    pub with_runtime: bool,
    pub discarded: bool,
    /// Why the message was not read to its end, in words.
    pub broken: Option<&'static str>,
}

/// `ExplainOperator`. Fields that the message leaves out are zero.
#[derive(Default)]
pub struct Operator {
    pub name: Text,
    pub children: Vec<usize>,
    pub labels: Vec<u64>,
    pub cost: f64,
    pub est_rows: f64,
    pub act_rows: u64,
    pub task: i32,
    pub store: i32,
    pub access: Access,
    pub info: Text,
    pub root_basic: Text,
    pub root_groups: Vec<Text>,
    pub cop: Text,
    pub memory_bytes: i64,
    pub disk_bytes: i64,
    /// False where the plan was cut before the end of this operator: what is zero is then unknown.
    pub whole: bool,
}

/// A message that is being read: the whole plan, or the operator of that index.
struct Open<'a> {
    fields: Fields<'a>,
    operator: Option<usize>,
    /// False where the message around it ends before its end.
    whole: bool,
}

/// What a field asks for.
enum Step<'a> {
    Next,
    /// Read this operator's message, which may be cut.
    Into(usize, (&'a [u8], bool)),
}

/// Reads a plan as far as it can be read.
pub fn read(message: &[u8]) -> Explained {
    let mut plan = Explained::default();
    let mut open = vec![Open { fields: Fields::of(message), operator: None, whole: true }];
    while let Some(top) = open.last_mut() {
        let step = match top.fields.next() {
            Ok(None) if !top.whole => Err(Broken::Cut),
            Ok(None) => {
                if let Some(operator) = top.operator.and_then(|at| plan.operators.get_mut(at)) {
                    operator.whole = true;
                }
                open.pop();
                continue;
            }
            Ok(Some((number, value))) => plan.field(top.operator, number, value),
            Err(broken) => Err(broken),
        };
        match step {
            Ok(Step::Next) => {}
            Ok(Step::Into(..)) if open.len() > limits::DEPTH as usize || plan.operators.len() > limits::OPERATORS => {
                plan.broken = Some("more or deeper operators than can be drawn");
                break;
            }
            Ok(Step::Into(operator, (bytes, whole))) => {
                open.push(Open { fields: Fields::of(bytes), operator: Some(operator), whole });
            }
            Err(Broken::Cut) => {
                plan.broken = Some("the plan message ends early");
                break;
            }
            Err(Broken::Invalid) => {
                plan.broken = Some("the plan message is damaged");
                break;
            }
        }
    }
    plan
}

impl Explained {
    fn field<'a>(&mut self, operator: Option<usize>, number: u64, value: Value<'a>) -> Result<Step<'a>, Broken> {
        match operator {
            None => self.plan_field(number, value),
            Some(at) => self.operator_field(at, number, value),
        }
    }

    fn plan_field<'a>(&mut self, number: u64, value: Value<'a>) -> Result<Step<'a>, Broken> {
        match number {
            1 => {
                let message = value.message()?;
                let main = self.main.unwrap_or_else(|| self.add());
                self.main = Some(main);
                return Ok(Step::Into(main, message));
            }
            2 | 5 => {
                let message = value.message()?;
                let root = self.add();
                if number == 2 { &mut self.ctes } else { &mut self.subqueries }.push(root);
                return Ok(Step::Into(root, message));
            }
            3 => self.with_runtime = value.varint()? != 0,
            4 => self.discarded = value.varint()? != 0,
            _ => value.skip()?,
        }
        Ok(Step::Next)
    }

    fn operator_field<'a>(&mut self, at: usize, number: u64, value: Value<'a>) -> Result<Step<'a>, Broken> {
        if number == 2 {
            let message = value.message()?;
            let child = self.add();
            if let Some(operator) = self.operators.get_mut(at) {
                operator.children.push(child);
            }
            return Ok(Step::Into(child, message));
        }
        let Some(operator) = self.operators.get_mut(at) else { return Ok(Step::Next) };
        match number {
            1 => operator.name = text(value.bytes()?),
            3 => match value {
                Value::Bytes { .. } => operator.labels.extend(wire::packed(value.bytes()?)?),
                _ => operator.labels.push(value.varint()?),
            },
            4 => operator.cost = f64::from_bits(value.fixed64()?),
            5 => operator.est_rows = f64::from_bits(value.fixed64()?),
            6 => operator.act_rows = value.varint()?,
            7 => operator.task = value.varint()? as i32,
            8 => operator.store = value.varint()? as i32,
            9 => operator.access.read(value.bytes()?)?,
            10 => operator.info = text(value.bytes()?),
            11 => operator.root_basic = text(value.bytes()?),
            12 => operator.root_groups.push(text(value.bytes()?)),
            13 => operator.cop = text(value.bytes()?),
            14 => operator.memory_bytes = value.varint()? as i64,
            15 => operator.disk_bytes = value.varint()? as i64,
            16 | 17 => drop(value.bytes()?),
            _ => value.skip()?,
        }
        Ok(Step::Next)
    }

    fn add(&mut self) -> usize {
        self.operators.push(Operator::default());
        self.operators.len() - 1
    }
}
