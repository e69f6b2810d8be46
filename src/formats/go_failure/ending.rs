//! Whether a failure was read to its end, and if not, what is known to be missing.

use super::dump::Whole;
use crate::model::Text;

/// How the text of a failure ended.
pub struct Ending {
    /// The text itself ends there, not only the failure.
    pub here: bool,
    /// The runtime prints goroutines below such a failure.
    pub needs_dump: bool,
    pub goroutines: u64,
    pub whole: Whole,
}

impl Ending {
    /// What is missing, one clause each.
    pub fn missing(&self) -> Vec<Text> {
        const END: &str = "the text ends before the failure does";
        let mut missing: Vec<Text> = Vec::new();
        if self.goroutines == 0 && self.needs_dump {
            missing.push(if self.here { END } else { "no goroutine follows it" }.into());
        }
        if self.whole.broken {
            missing.push("frames of its goroutines are missing".into());
        }
        if self.whole.cut {
            missing.push(if self.here { END } else { "its last goroutine is not whole" }.into());
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(here: bool, goroutines: u64, whole: Whole, expected: &[&str]) {
        let ending = Ending { here, needs_dump: true, goroutines, whole };
        assert_eq!(ending.missing().iter().map(|text| &**text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn that_the_text_ends_is_said_only_where_it_does() {
        let (whole, cut) = (Whole::default(), Whole { cut: true, broken: false });
        check(true, 0, whole, &["the text ends before the failure does"]);
        check(false, 0, whole, &["no goroutine follows it"]);
        check(true, 3, cut, &["the text ends before the failure does"]);
        check(false, 3, cut, &["its last goroutine is not whole"]);
        check(true, 3, whole, &[]);
    }
}
