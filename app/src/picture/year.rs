//! A year of balances as an area (结息图): its height is what earned, its width the days, so that the area times the
//! rate is the interest. Where two parts of a balance bear different rates, one stands on the other.

use super::{Frame, tenths};
use chrono::NaiveDate;
use core::fmt::Write;
use domain::interest::{Portion, Row};

/// The drawn year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearPicture {
    /// Everything that earned, up to the day the picture is cut at.
    pub all: String,
    /// The part of it that stands below: carried over, where it bears a rate of its own.
    pub carried_over: String,
    /// What is only expected.
    pub expected: String,
    /// The upper edge.
    pub edge: String,
    /// Where the rate changes, as paths.
    pub changes: Vec<String>,
    /// The middle of each stretch under one rate that is wide enough for its words, and the words.
    pub rates: Vec<(String, String)>,
    /// Where the picture is cut.
    pub cut: Option<String>,
}

/// Narrower stretches show their rate in the table only.
const WORDS_NEED: i64 = 620;

/// One stretch of days with what earned on each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    from: i64,
    until: i64,
    below: i64,
    above: i64,
    rate: String,
}

/// Draws the rows of a year of `days` days that begins on `first`. From `cut` on, days are only expected.
pub fn year_picture(
    frame: Frame,
    first: NaiveDate,
    days: u32,
    rows: &[Row],
    cut: Option<NaiveDate>,
) -> YearPicture {
    let days = i64::from(days).max(1);
    let stretches = stretches(first, days, rows);
    let most = stretches.iter().map(|s| s.below.saturating_add(s.above)).max().unwrap_or(0).max(1);
    let scale = Scale { frame, days, most };
    let cut_at = cut.map(|day| (day - first).num_days().clamp(0, days));
    let known = cut_at.unwrap_or(days);
    let area = |from: i64, until: i64, height: &dyn Fn(&Stretch) -> i64| {
        scale.area(stretches.iter().filter_map(|s| s.within(from, until)), height)
    };
    let whole = |s: &Stretch| s.below.saturating_add(s.above);
    let split = stretches.iter().any(|s| s.below > 0 && s.above > 0);
    YearPicture {
        all: area(0, known, &whole),
        carried_over: if split { area(0, known, &|s| s.below) } else { String::new() },
        expected: if known < days { area(known, days, &whole) } else { String::new() },
        edge: scale.edge(&stretches),
        changes: scale.changes(&stretches),
        rates: scale.rates(&stretches),
        cut: cut_at.filter(|at| (1..days).contains(at)).map(|at| scale.upright(at)),
    }
}

impl Stretch {
    fn within(&self, from: i64, until: i64) -> Option<Stretch> {
        let cut = Stretch { from: self.from.max(from), until: self.until.min(until), ..self.clone() };
        (cut.from < cut.until).then_some(cut)
    }
}

/// The rows side by side: cut wherever one begins or ends, and without gaps.
fn stretches(first: NaiveDate, days: i64, rows: &[Row]) -> Vec<Stretch> {
    let at = |day: NaiveDate| (day - first).num_days().clamp(0, days);
    let span = |row: &Row| (at(row.from), (at(row.to) + 1).min(days));
    let mut cuts: Vec<i64> = rows.iter().map(span).flat_map(|(from, until)| [from, until]).collect();
    cuts.extend([0, days]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut all = Vec::new();
    for pair in cuts.windows(2) {
        let [from, until] = [pair[0], pair[1]];
        let mut stretch = Stretch { from, until, below: 0, above: 0, rate: String::new() };
        let mut rates: Vec<String> = Vec::new();
        for row in rows.iter().filter(|row| span(row).0 <= from && until <= span(row).1) {
            match row.portion {
                Portion::CarriedOver | Portion::WholeYear => stretch.below += row.balance.get(),
                Portion::CurrentYear | Portion::Whole => stretch.above += row.balance.get(),
            }
            let rate = row.rate.percent();
            if !rates.contains(&rate) {
                rates.push(rate);
            }
        }
        stretch.rate = rates.join(" / ");
        all.push(stretch);
    }
    all
}

/// Days and fen to tenths of a picture unit.
struct Scale {
    frame: Frame,
    days: i64,
    most: i64,
}

impl Scale {
    fn x(&self, day: i64) -> i64 {
        self.frame.width * 10 * day / self.days
    }

    fn y(&self, fen: i64) -> i64 {
        let room = i128::from((self.frame.height - self.frame.margin) * 10);
        let height = room * i128::from(fen.clamp(0, self.most)) / i128::from(self.most);
        self.frame.height * 10 - height as i64
    }

    fn area(&self, stretches: impl Iterator<Item = Stretch>, height: &dyn Fn(&Stretch) -> i64) -> String {
        let mut path = String::new();
        let mut end = None;
        for stretch in stretches {
            let (x, y) = (tenths(self.x(stretch.from)), tenths(self.y(height(&stretch))));
            // Writing to a String cannot fail.
            let _ = match end {
                None => write!(path, "M{x} {}V{y}", self.frame.height),
                Some(_) => write!(path, "V{y}"),
            };
            let until = tenths(self.x(stretch.until));
            let _ = write!(path, "H{until}");
            end = Some(until);
        }
        if end.is_some() {
            let _ = write!(path, "V{}z", self.frame.height);
        }
        path
    }

    fn edge(&self, stretches: &[Stretch]) -> String {
        let mut path = String::new();
        for stretch in stretches {
            let y = tenths(self.y(stretch.below.saturating_add(stretch.above)));
            let _ = if path.is_empty() { write!(path, "M0 {y}") } else { write!(path, "V{y}") };
            let _ = write!(path, "H{}", tenths(self.x(stretch.until)));
        }
        path
    }

    fn upright(&self, day: i64) -> String {
        format!("M{} 0V{}", tenths(self.x(day)), self.frame.height)
    }

    fn changes(&self, stretches: &[Stretch]) -> Vec<String> {
        let rated: Vec<&Stretch> = stretches.iter().filter(|s| !s.rate.is_empty()).collect();
        let changes = rated.windows(2).filter(|pair| pair[0].rate != pair[1].rate);
        changes.map(|pair| self.upright(pair[1].from)).collect()
    }

    fn rates(&self, stretches: &[Stretch]) -> Vec<(String, String)> {
        let mut spans: Vec<(i64, i64, &str)> = Vec::new();
        for stretch in stretches.iter().filter(|s| !s.rate.is_empty()) {
            match spans.last_mut() {
                Some((_, until, rate)) if *rate == stretch.rate => *until = stretch.until,
                _ => spans.push((stretch.from, stretch.until, &stretch.rate)),
            }
        }
        let wide = |(from, until, rate): &(i64, i64, &str)| {
            let need = WORDS_NEED * rate.len() as i64 / 5;
            self.x(*until) - self.x(*from) >= need.min(self.frame.width * 10)
        };
        let spans = spans.into_iter().filter(wide);
        spans
            .map(|(from, until, rate)| (tenths((self.x(from) + self.x(until)) / 2), rate.to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Fen,
        interest::{AccrualYear, Balances, DrawOrder, Movement, Parts, Period, Terms},
    };

    const SMALL: Frame = Frame { width: 366, height: 100, margin: 0 };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rows(settled_in: i32, opening: i64, moved: &[(&str, i64)]) -> (AccrualYear, Vec<Row>) {
        let year = AccrualYear::settled_in(settled_in).unwrap();
        let moved: Vec<Movement> = moved
            .iter()
            .map(|(on, amount)| Movement { value_date: day(on), amount: Fen::new(*amount) })
            .collect();
        let opening = Parts::brought_forward(Fen::new(opening)).unwrap();
        let balances = Balances::of(Period::whole(year), opening, &moved, DrawOrder::default()).unwrap();
        (year, balances.settle(service::interest::rates(), Terms::default()).unwrap().rows)
    }

    #[test]
    fn the_area_is_the_balance_times_the_days() {
        let (year, rows) = rows(2016, 100_000, &[]);
        let picture = year_picture(SMALL, year.first_day(), year.days(), &rows, None);
        assert_eq!(picture.all, "M0 100V0H56V0H115V0H235V0H366V100z");
        assert_eq!((picture.changes.len(), picture.carried_over.as_str()), (3, ""));
        assert_eq!(picture.changes[0], "M56 0V100");
        let words: Vec<&str> = picture.rates.iter().map(|(_, rate)| rate.as_str()).collect();
        assert_eq!(words, ["1.10%", "1.50%"], "the others are too narrow");
    }

    #[test]
    fn one_part_stands_on_the_other_where_their_rates_differ() {
        let (year, rows) = rows(2015, 100_000, &[("2014-07-11", 100_000)]);
        let picture = year_picture(SMALL, year.first_day(), year.days(), &rows, None);
        assert!(picture.all.starts_with("M0 100V50H10"), "{}", picture.all);
        assert!(picture.carried_over.starts_with("M0 100V50H10"), "{}", picture.carried_over);
        assert!(!picture.carried_over.contains("V0H"), "{}", picture.carried_over);
    }

    #[test]
    fn what_is_expected_stands_apart() {
        let (year, rows) = rows(2026, 100_000, &[]);
        let picture = year_picture(
            Frame { width: 365, ..SMALL },
            year.first_day(),
            year.days(),
            &rows,
            Some(day("2025-07-11")),
        );
        assert_eq!(picture.all, "M0 100V0H10V100z");
        assert_eq!(picture.expected, "M10 100V0H365V100z");
        assert_eq!(picture.cut.as_deref(), Some("M10 0V100"));
        let empty = year_picture(SMALL, year.first_day(), year.days(), &[], None);
        assert_eq!((empty.all.as_str(), empty.rates.len()), ("M0 100V100H366V100z", 0));
    }
}
