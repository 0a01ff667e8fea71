//! A receipt as its owner keeps it, and what is said when it does not hold.

use super::{DayRoot, Hash, LedgerRow, day::unhex, leaf, tree::climb};
use crate::text::hex;

/// One row, its salt and its path to the root of its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub row: LedgerRow,
    pub salt: Hash,
    /// Place among the leaves of the day, from 0.
    pub index: u64,
    /// Leaves of the day.
    pub leaves: u64,
    pub path: Vec<Hash>,
    /// Number of the day's root.
    pub day_no: i64,
}

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not the text of a receipt, or was cut.
    Unreadable,
    /// No root of that number was published.
    NotPublished,
    /// It does not lead to the published root: the row, or the receipt, was altered.
    OtherRoot,
}

const HEAD: &str = "anju-receipt 1";
/// More than any tree of numbers below 2^63 can ask for.
const LONGEST_PATH: usize = 63;

impl Receipt {
    /// Checks the receipt against the published root of its day.
    pub fn check(&self, published: Option<&DayRoot>) -> Result<(), Refused> {
        let day = published.filter(|day| day.no == self.day_no).ok_or(Refused::NotPublished)?;
        let leaf = leaf(&self.salt, &self.row.bytes());
        let within = (day.first_seq..=day.last_seq).contains(&self.row.seq) && day.rows == self.leaves;
        let reached = climb(leaf, self.index, self.leaves, &self.path);
        if within && reached == Some(day.root) { Ok(()) } else { Err(Refused::OtherRoot) }
    }

    /// Lines of `name value`; what is absent has its name alone.
    pub fn text(&self) -> String {
        let row = LedgerRow::NAMES.iter().zip(self.row.values());
        let mut lines = vec![HEAD.to_owned()];
        lines.extend(row.map(|(name, value)| format!("{name} {value}").trim_end().to_owned()));
        lines.push(format!("salt {}", hex(&self.salt)));
        lines.push(format!("leaf {} {}", self.index, self.leaves));
        lines.extend(self.path.iter().map(|hash| format!("path {}", hex(hash))));
        lines.push(format!("root {}", self.day_no));
        lines.join("\n") + "\n"
    }

    /// Reads what [`Receipt::text`] wrote.
    pub fn parse(text: &str) -> Result<Receipt, Refused> {
        parse(text).ok_or(Refused::Unreadable)
    }
}

fn parse(text: &str) -> Option<Receipt> {
    let mut lines = text.trim().lines().map(str::trim);
    (lines.next()? == HEAD).then_some(())?;
    let mut values = [""; 18];
    for (name, value) in LedgerRow::NAMES.iter().zip(&mut values) {
        *value = named(lines.next()?, name)?;
    }
    let row = LedgerRow::from_values(values)?;
    let salt = unhex(named(lines.next()?, "salt")?)?;
    let (index, leaves) = named(lines.next()?, "leaf")?.split_once(' ')?;
    let mut path = Vec::new();
    let mut line = lines.next()?;
    while let Some(hash) = named(line, "path") {
        (path.len() < LONGEST_PATH).then_some(())?;
        path.push(unhex(hash)?);
        line = lines.next()?;
    }
    let day_no = named(line, "root")?.parse().ok()?;
    lines.next().is_none().then_some(())?;
    Some(Receipt { row, salt, index: index.parse().ok()?, leaves: leaves.parse().ok()?, path, day_no })
}

fn named<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(name)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(' ') }
}
