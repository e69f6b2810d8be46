//! An ordered list of named values, serialised as a JSON object.

use super::Text;
use crate::text::hash::Words;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;

/// Names and values exactly as printed, in the order of the log. Names may repeat; a repeated name is serialised once,
/// with its first value, and the later ones as `NAME#2`, `NAME#3`, since a JSON object holds a name only once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(Text, Text)>);

impl Fields {
    pub fn push(&mut self, name: impl Into<Text>, value: impl Into<Text>) {
        self.0.push((name.into(), value.into()));
    }

    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        // By their last letters first: names begin alike, and to compare texts is a call in a build for size.
        let ends = |text: &str| (text.len(), text.as_bytes().last().copied());
        let end = ends(name);
        self.iter().find_map(|(key, value)| (ends(key) == end && key == name).then_some(value))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        let mut seen: HashMap<&Text, usize, Words> = HashMap::with_capacity_and_hasher(self.0.len(), Words::default());
        for (name, value) in &self.0 {
            let times = seen.entry(name).or_default();
            *times += 1;
            match *times {
                1 => map.serialize_entry(name, value)?,
                times => map.serialize_entry(&format!("{name}#{times}"), value)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::default();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    fields.push(name, value);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Map)
    }
}
