//! Matching what is open of a day, and keeping what came of it.

use super::{Break, GAP_MAX, Report};
use crate::Fault;
use chrono::{Days, NaiveDate};
use domain::{
    Fen, Timestamp,
    reconcile::{BreakKind, Item, Line, Matched, Resolution, Statement, Unmatched, reconcile},
    text::hex,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{
    Tx,
    reconcile::{self as rows, Filed, Match},
};

const SUMS_FIT: Fault = Fault::Invariant("sums of money fit");

/// How much of a day is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Only what stands is told.
    Told,
    /// What is open is matched.
    Open,
    /// And the statement as a whole is compared: it has come, or one before it was replaced.
    Whole,
}

/// Matches and keeps.
pub(super) async fn run(tx: &mut Tx, day: NaiveDate, depth: Depth, now: Timestamp) -> Result<Report, Fault> {
    let file = rows::file_find(tx, day).await?;
    let mut report = Report {
        day,
        taken: false,
        version: file.as_ref().map_or(0, |file| file.version),
        later: Vec::new(),
        lines: file.as_ref().map_or(0, |file| file.statement.lines.len()),
        items: 0,
        matched: 0,
        resolved: 0,
        opened: 0,
        open: Vec::new(),
        closing: (file.as_ref().map(|file| file.statement.closing), rows::bank_balance(tx, day).await?),
    };
    // Without a statement nothing is known of the bank: our rows are no breaks yet.
    if let Some(file) = file.filter(|_| depth != Depth::Told) {
        let versions = rows::file_days_replaced(tx).await?.into_iter().collect();
        let mut keeper = Keeper { tx, day, now, versions, report: &mut report };
        keeper.match_open().await?;
        if depth == Depth::Whole {
            keeper.whole_day(&file).await?;
        }
    }
    report.open = rows::break_list_open(tx, day).await?;
    Ok(report)
}

struct Keeper<'a> {
    tx: &'a mut Tx,
    day: NaiveDate,
    now: Timestamp,
    /// Of days whose statement was replaced.
    versions: BTreeMap<NaiveDate, u32>,
    report: &'a mut Report,
}

/// Breaks that are open, by their line or their item.
#[derive(Default)]
struct Standing {
    by_line: HashMap<(NaiveDate, u32), String>,
    by_item: HashMap<(NaiveDate, String), String>,
}

impl Keeper<'_> {
    async fn match_open(&mut self) -> Result<(), Fault> {
        let open = rows::break_list_open(self.tx, self.day).await?;
        let lines = rows::line_list_open(self.tx, self.day).await?;
        let items = self.open_items(&open).await?;
        self.report.items = items.iter().filter(|item| item.day == self.day).count();
        let mut standing = Standing::default();
        for one in &open {
            if let Some(line) = one.line {
                standing.by_line.insert(line, one.id.clone());
            }
            if let Some(item) = &one.item {
                standing.by_item.insert(item.clone(), one.id.clone());
            }
        }
        let outcome = reconcile(&lines, &items);
        for matched in &outcome.matched {
            self.keep_match(matched, &lines, &items, &standing).await?;
        }
        for one in &outcome.breaks {
            self.keep_break(one, &lines, &items, &standing).await?;
        }
        Ok(())
    }

    /// Items of the day, of days since the last statement, and those that wait for the bank.
    async fn open_items(&mut self, open: &[Break]) -> Result<Vec<Item>, Fault> {
        let waiting: BTreeSet<(NaiveDate, String)> = open
            .iter()
            .filter(|one| one.kind == BreakKind::InBooksNotInBank)
            .filter_map(|one| one.item.clone())
            .collect();
        let mut days: BTreeSet<NaiveDate> = waiting.iter().map(|(day, _)| *day).collect();
        let since = rows::file_before(self.tx, self.day).await?.map(|(day, ..)| day);
        let earliest = self.day.checked_sub_days(Days::new(GAP_MAX)).unwrap_or(self.day);
        let first = since.and_then(|day| day.succ_opt()).unwrap_or(self.day).max(earliest);
        days.extend(first.iter_days().take_while(|day| *day <= self.day));
        let mut items = Vec::new();
        for day in days {
            let decided: BTreeSet<String> =
                rows::item_keys_decided(self.tx, day).await?.into_iter().collect();
            let of_day = rows::item_list(self.tx, day).await?;
            items.extend(of_day.into_iter().filter(|item| {
                let undecided = day >= first && !decided.contains(&item.key);
                undecided || waiting.contains(&(day, item.key.clone()))
            }));
        }
        Ok(items)
    }

    async fn keep_match(
        &mut self,
        matched: &Matched,
        lines: &[Line],
        items: &[Item],
        standing: &Standing,
    ) -> Result<(), Fault> {
        let (line, group, by) = match matched {
            Matched::Pair { line, item, by } => (Some(&lines[*line]), vec![*item], Some(*by)),
            Matched::Offset(group) => (None, group.clone(), None),
        };
        let place = line.map(|line| (line.day, line.no));
        for at in group {
            let item = (items[at].day, items[at].key.clone());
            let id = id_of(&["match", &self.place_of(place), &item.0.to_string(), &item.1]);
            if let Some(open) = standing.by_item.get(&item) {
                self.resolve(open, Resolution::Line).await?;
            }
            let found = Match { id, line: place, item, by, run: self.day, found: self.now };
            rows::match_insert(self.tx, &found).await?;
            self.report.matched += 1;
        }
        if let Some(open) = place.and_then(|place| standing.by_line.get(&place)) {
            self.resolve(open, Resolution::Row).await?;
        }
        Ok(())
    }

    async fn keep_break(
        &mut self,
        one: &Unmatched,
        lines: &[Line],
        items: &[Item],
        standing: &Standing,
    ) -> Result<(), Fault> {
        let (line, item, kind) = match *one {
            Unmatched::Line { line, kind } => (Some(&lines[line]), None, kind),
            Unmatched::Item { item } => (None, Some(&items[item]), BreakKind::InBooksNotInBank),
            Unmatched::Differs { line, item } => {
                (Some(&lines[line]), Some(&items[item]), BreakKind::AmountDiffers)
            }
        };
        let place = line.map(|line| (line.day, line.no));
        let key = item.map(|item| (item.day, item.key.clone()));
        let of_line = place.and_then(|place| standing.by_line.get(&place));
        let of_item = key.as_ref().and_then(|key| standing.by_item.get(key));
        if kind != BreakKind::AmountDiffers && (of_line.is_some() || of_item.is_some()) {
            // It stands already, and ages.
            return Ok(());
        }
        // Two breaks become one: the other side has come, with another amount.
        for (open, by) in [(of_line, Resolution::Row), (of_item, Resolution::Line)] {
            if let Some(open) = open {
                self.resolve(open, by).await?;
            }
        }
        let day = line.map_or_else(|| item.map_or(self.day, |item| item.day), |line| line.day);
        self.open(kind, day, place, key, (line.map(|line| line.amount), item.map(|item| item.amount))).await
    }

    /// What is wrong with the statement as a whole. Said again after an earlier day's statement was replaced, it keeps
    /// what it said before, with what an officer made of it, where that is still so.
    async fn whole_day(&mut self, file: &Filed) -> Result<(), Fault> {
        let Statement { opening, closing, .. } = file.statement;
        let sum = file.statement.movement().and_then(|lines| opening.checked_add(lines));
        let unsound = (!file.statement.adds_up()).then_some((Some(closing), sum));
        self.of_day(BreakKind::DoesNotAddUp, unsound).await?;
        let before = rows::file_before(self.tx, self.day).await?.map(|(_, _, closing)| closing);
        let jump = before.filter(|before| *before != opening).map(|before| (Some(opening), Some(before)));
        self.of_day(BreakKind::OpeningDiffers, jump).await?;
        let ours = rows::bank_balance(self.tx, self.day).await?;
        let effect = rows::break_effect(self.tx, self.day).await?;
        let expected = ours.checked_add(effect).ok_or(SUMS_FIT)?;
        let rest = closing.checked_sub(expected).ok_or(SUMS_FIT)?;
        let last = rows::break_find_last(self.tx, BreakKind::ClosingDiffers, self.day).await?;
        let known = match last.as_ref().and_then(|last| last.bank.zip(last.books)) {
            Some((bank, books)) => bank.checked_sub(books).ok_or(SUMS_FIT)?,
            None => Fen::ZERO,
        };
        if rest == known {
            return self.of_day(BreakKind::ClosingDiffers, None).await;
        }
        if let Some(last) = last {
            self.resolve(&last.id, Resolution::Line).await?;
        }
        let differs = (!rest.is_zero()).then_some((Some(closing), Some(expected)));
        self.of_day(BreakKind::ClosingDiffers, differs).await
    }

    /// Lets the day have this break of the kind, and no other.
    async fn of_day(
        &mut self,
        kind: BreakKind,
        figures: Option<(Option<Fen>, Option<Fen>)>,
    ) -> Result<(), Fault> {
        let standing = rows::break_find_of_day(self.tx, kind, self.day).await?;
        if standing.as_ref().map(|one| (one.bank, one.books)) == figures {
            return Ok(());
        }
        if let Some(standing) = standing {
            rows::break_void(self.tx, &standing.id, self.now).await?;
        }
        match figures {
            Some(figures) => self.open(kind, self.day, None, None, figures).await,
            None => Ok(()),
        }
    }

    async fn open(
        &mut self,
        kind: BreakKind,
        day: NaiveDate,
        line: Option<(NaiveDate, u32)>,
        item: Option<(NaiveDate, String)>,
        (bank, books): (Option<Fen>, Option<Fen>),
    ) -> Result<(), Fault> {
        let of_item = item.as_ref().map(|(day, key)| format!("{day} {key}")).unwrap_or_default();
        let mut place = self.place_of(line);
        if line.is_none() && item.is_none() {
            place = match rows::break_count_void(self.tx, kind, day).await? {
                0 => String::new(),
                before => format!("again {before}"),
            };
        }
        let new = Break {
            id: id_of(&["break", kind.code(), &day.to_string(), &place, &of_item]),
            kind,
            day,
            line,
            item,
            bank,
            books,
            found: self.now,
            explanation: None,
            note: None,
            explained_by: None,
            resolution: None,
            resolved: None,
        };
        if rows::break_insert(self.tx, &new).await? {
            self.report.opened += 1;
            Ok(())
        } else {
            Err(Fault::Invariant("a line and an item stand in one break"))
        }
    }

    /// The place of a line, by day, version and number.
    fn place_of(&self, line: Option<(NaiveDate, u32)>) -> String {
        let Some((day, no)) = line else { return String::new() };
        match self.versions.get(&day) {
            Some(version) => format!("{day}/{version}#{no}"),
            None => format!("{day}#{no}"),
        }
    }

    async fn resolve(&mut self, id: &str, by: Resolution) -> Result<(), Fault> {
        self.report.resolved +=
            usize::from(rows::break_resolve(self.tx, id, by, Some(self.day), self.now).await?);
        Ok(())
    }
}

/// The same thing has the same id in every run; short enough to be typed.
fn id_of(parts: &[&str]) -> String {
    hex(&Sha256::digest(parts.join("\n").as_bytes())[..8])
}
