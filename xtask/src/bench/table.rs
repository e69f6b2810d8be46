//! The results as a Markdown table.

use super::contest::Measured;
use super::machine;
use crate::genlog::Kind;

/// One comparison on one log.
pub struct Row {
    kind: Kind,
    ours: &'static str,
    other: &'static str,
    measured: Measured,
}

impl Row {
    pub fn new(kind: Kind, ours: &'static str, other: &'static str, measured: Measured) -> Self {
        Self { kind, ours, other, measured }
    }

    fn text(&self, megabytes: u64) -> String {
        let Measured { ours, other } = &self.measured;
        let ratios = ours.iter().zip(other).map(|(ours, other)| ours / other).collect();
        let (ours, other, ratio) = (median(ours.clone()), median(other.clone()), median(ratios));
        format!(
            "| {} | {} | {ours:.0} | {:.0} | {} | {other:.0} | {ratio:.2} |\n",
            self.kind.name(),
            self.ours,
            megabytes as f64 * 1000.0 / ours,
            self.other,
        )
    }
}

/// The whole account.
pub fn text(rows: &[Row], megabytes: u64, rounds: usize) -> String {
    let head = format!(
        "# Measured on {}\n\n{}. Logs of {megabytes} MB from `cargo xtask genlog`, seed 1; {rounds} rounds in turn after one to warm up; \
         medians. The ratio is the median of the ratios of each round.\n\n\
         | log | what | ms | MB/s | beside | ms | ratio |\n| --- | --- | ---: | ---: | --- | ---: | ---: |\n",
        machine::date(),
        machine::about(),
    );
    rows.iter().fold(head, |text, row| text + &row.text(megabytes))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_round_by_round() {
        let measured = Measured { ours: vec![10.0, 40.0, 20.0], other: vec![10.0, 20.0, 5.0] };
        let row = Row::new(Kind::Sparse, "a", "b", measured).text(1);
        assert_eq!(row, "| sparse | a | 20 | 50 | b | 10 | 2.00 |\n");
    }
}
