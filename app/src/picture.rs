//! Points to SVG path strings (图). Integers in, integers out: tenths of a picture unit, so that the server and the
//! browser draw the same picture to the letter.

#[cfg(feature = "ssr")]
mod bars;
mod chart;
#[cfg(feature = "ssr")]
mod year;

#[cfg(feature = "ssr")]
pub use bars::{Bullet, MonthBars};
pub use chart::{ShareChart, StepChart};
#[cfg(feature = "ssr")]
pub use year::{YearPicture, year_picture};

use core::fmt::Write;

/// Size of a picture in SVG units, without the edge that lines need.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub width: i64,
    pub height: i64,
    /// Left free above the highest and below the lowest point.
    pub margin: i64,
}

impl Frame {
    /// The picture under the balance on the home page.
    pub const SPARK: Frame = Frame { width: 320, height: 56, margin: 5 };
    /// A picture in a card of its own.
    pub const CARD: Frame = Frame { width: 320, height: 110, margin: 5 };
    /// A year of balances with the rates above it.
    #[cfg(feature = "ssr")]
    pub const YEAR: Frame = Frame { width: 320, height: 140, margin: 22 };

    /// Tenths of a unit from the left for point `index` of `count`.
    fn x(self, index: usize, count: usize) -> i64 {
        let gaps = count.saturating_sub(1).max(1) as i64;
        self.width * 10 * index as i64 / gaps
    }

    /// Tenths of a unit from the top for a value of `low..=high`.
    fn y(self, value: i64, low: i64, high: i64) -> i64 {
        let room = i128::from((self.height - 2 * self.margin) * 10);
        let range = i128::from(high) - i128::from(low);
        let above = if range == 0 { room / 2 } else { room * (i128::from(value) - i128::from(low)) / range };
        (self.height - self.margin) * 10 - above as i64
    }
}

/// A line through values in time and the place of its last point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `d` of the line itself.
    pub line: String,
    /// `d` of the area between the line and the lower edge.
    pub area: String,
    /// Where the last point lies, as `cx` and `cy`.
    pub end: (String, String),
}

/// A value that stays until it changes, such as a balance: horizontal, then vertical. `None` without values.
pub fn step_line(frame: Frame, values: &[i64]) -> Option<Line> {
    let (low, high) = (*values.iter().min()?, *values.iter().max()?);
    let mut line = String::new();
    let mut last = (0, 0);
    for (index, value) in values.iter().enumerate() {
        last = (frame.x(index, values.len()), frame.y(*value, low, high));
        let (x, y) = (tenths(last.0), tenths(last.1));
        // Writing to a String cannot fail.
        let _ = if index == 0 { write!(line, "M0 {y}") } else { write!(line, "H{x}V{y}") };
    }
    if values.len() == 1 {
        last.0 = frame.width * 10;
        let _ = write!(line, "H{}", frame.width);
    }
    let area = format!("{line}V{}H0z", frame.height);
    Some(Line { line, area, end: (tenths(last.0), tenths(last.1)) })
}

/// A falling or rising line from `0` to `top`, such as what is still owed.
pub fn slope(frame: Frame, values: &[i64], top: i64) -> Option<Line> {
    let mut line = String::new();
    let mut last = (0, 0);
    for (index, value) in values.iter().enumerate() {
        last = (frame.x(index, values.len()), frame.y((*value).clamp(0, top), 0, top));
        let letter = if index == 0 { 'M' } else { 'L' };
        let _ = write!(line, "{letter}{} {}", tenths(last.0), tenths(last.1));
    }
    (!values.is_empty()).then(|| Line {
        area: format!("{line}V{}H0z", frame.height),
        line,
        end: (tenths(last.0), tenths(last.1)),
    })
}

/// Shares of a whole from the lower edge upwards, such as interest in each payment: the area they fill.
/// Each pair is (part, whole); the frame's margin is not used, since areas reach the edges.
pub fn share_area(frame: Frame, shares: &[(i64, i64)]) -> String {
    let mut area = format!("M0 {}", frame.height);
    for (index, (part, whole)) in shares.iter().enumerate() {
        let height = i128::from(frame.height * 10);
        let part = i128::from((*part).clamp(0, (*whole).max(0)));
        let filled = if *whole <= 0 { 0 } else { (height * part / i128::from(*whole)) as i64 };
        let _ =
            write!(area, "L{} {}", tenths(frame.x(index, shares.len())), tenths(frame.height * 10 - filled));
    }
    let _ = write!(area, "V{}z", frame.height);
    area
}

/// At most `most` values, evenly chosen, first and last kept: a picture needs no more points than pixels.
pub fn thinned<T: Copy>(values: &[T], most: usize) -> Vec<T> {
    let most = most.max(2);
    if values.len() <= most {
        return values.to_vec();
    }
    let last = values.len() - 1;
    (0..most).filter_map(|i| values.get(i * last / (most - 1)).copied()).collect()
}

/// `123` is `12.3`, `120` is `12`.
fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL: Frame = Frame { width: 100, height: 30, margin: 5 };

    #[test]
    fn a_step_goes_across_and_then_up() {
        let line = step_line(SMALL, &[0, 10, 5]).unwrap();
        assert_eq!(line.line, "M0 25H50V5H100V15");
        assert_eq!(line.area, "M0 25H50V5H100V15V30H0z");
        assert_eq!(line.end, ("100".into(), "15".into()));
    }

    #[test]
    fn flat_single_and_empty_lines_are_drawn_too() {
        assert_eq!(step_line(SMALL, &[7, 7]).unwrap().line, "M0 15H100V15");
        assert_eq!(step_line(SMALL, &[7]).unwrap().line, "M0 15H100");
        assert_eq!(step_line(SMALL, &[]), None);
    }

    #[test]
    fn shares_fill_from_below() {
        assert_eq!(share_area(SMALL, &[(1, 2), (0, 2)]), "M0 30L0 15L100 30V30z");
        assert_eq!(thinned(&[1, 2, 3, 4, 5], 3), [1, 3, 5]);
        assert_eq!(slope(SMALL, &[10, 0], 10).unwrap().line, "M0 5L100 25");
    }

    proptest! {
        #[test]
        fn every_point_is_inside(values in prop::collection::vec(any::<i64>(), 1..60)) {
            let line = step_line(SMALL, &values).unwrap();
            for y in line.line.split('V').skip(1).filter_map(|s| s.split('H').next()) {
                let y: f64 = y.parse().unwrap();
                prop_assert!((0.0..=30.0).contains(&y), "{}", line.line);
            }
        }
    }
}
