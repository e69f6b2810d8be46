//! The words after a command: `--name value` and `--flag`. Small on purpose; a parser crate would slow the first build.

use std::str::FromStr;

/// Options not yet asked for; what nobody asks for is an error.
pub struct Options {
    words: Vec<String>,
}

impl Options {
    pub fn read(words: Vec<String>) -> Result<Self, String> {
        match words.iter().find(|word| word.as_str() == "--help") {
            Some(_) => Err("run `cargo xtask` alone for the list of commands and their options".into()),
            None => Ok(Self { words }),
        }
    }

    /// Takes a flag that stands alone.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.words.iter().position(|word| word == name);
        at.map(|at| self.words.remove(at)).is_some()
    }

    /// Takes `name value`, or `name=value`.
    pub fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, String> {
        let joined = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        let text = match word.strip_prefix(&joined) {
            Some(value) => value.to_string(),
            None if at < self.words.len() => self.words.remove(at),
            None => return Err(format!("{name} needs a value")),
        };
        text.parse().map(Some).map_err(|_| format!("{name} cannot be \"{text}\""))
    }

    /// Takes `name value` and insists on it.
    pub fn needed<T: FromStr>(&mut self, name: &str) -> Result<T, String> {
        self.value(name)?.ok_or_else(|| format!("{name} is needed"))
    }

    /// Says what is left over.
    pub fn none(self) -> crate::Done {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(format!("\"{word}\" is not understood here")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn options(text: &str) -> Options {
        Options::read(text.split_whitespace().map(str::to_string).collect()).unwrap()
    }

    #[test]
    fn values_and_flags_in_any_order() {
        let mut given = options("--open --port 9000 --seed=7");
        assert_eq!(given.value::<u64>("--seed"), Ok(Some(7)));
        assert_eq!(given.value::<u16>("--port"), Ok(Some(9000)));
        assert!(given.flag("--open"));
        assert_eq!(given.none(), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(options("--port many").value::<u16>("--port"), Err("--port cannot be \"many\"".into()));
        assert_eq!(options("--port").value::<u16>("--port"), Err("--port needs a value".into()));
        assert_eq!(options("--prot 1").none(), Err("\"--prot\" is not understood here".into()));
    }
}
