//! The picture of the twelve months (十二个月): a column each, above the line what came in and the interest, below it
//! what went out. A month whose contribution is missing stands as a dashed frame of the amount that was due.

use super::pieces::{plain, positive};
use crate::text::{Lang, months as calendar, statements as words};
use chrono::NaiveDate;
use domain::{
    Fen, Month,
    interest::AccrualYear,
    month_state::{MonthCell, MonthState},
    year_statement::{Flow, MonthPart},
};
use leptos::prelude::*;

/// Height of all columns in their own units; each is 24 wide.
const HEIGHT: i64 = 120;

/// How the twelve months share the height.
struct Scale {
    /// Units above the line.
    above: i64,
    most_in: i64,
    most_out: i64,
}

/// What one column shows.
struct Column {
    contributed: i64,
    other: i64,
    interest: i64,
    out: i64,
    /// What was due and did not come.
    due: i64,
}

pub fn columns(
    l: Lang,
    year: AccrualYear,
    months: &[MonthPart<'_>],
    cells: &[MonthCell],
    today: NaiveDate,
    masked: bool,
) -> AnyView {
    let drawn: Vec<Column> = months.iter().map(|part| column(part, cell_of(cells, part.month))).collect();
    let scale = Scale::of(&drawn);
    let one = |(part, column): (&MonthPart<'_>, Column)| {
        let cell = cell_of(cells, part.month);
        let (into, out, interest) = part.turnover();
        let into = into.checked_add(interest).unwrap_or(into);
        let state = cell.map(|cell| calendar::meaning(l, cell.state));
        let says = words::column(l, part.month, &plain(masked, into), &plain(masked, positive(out)), state);
        let (class, mark) = mark(l, cell);
        let picture = (!masked).then(|| drawing(&column, &scale));
        let inside = view! {
            {picture}
            <b aria-hidden="true">{part.month.month()}</b>
            <small aria-hidden="true">{mark}</small>
            <span class="sr">{says}</span>
        };
        // Nothing is said of a month that has not begun.
        if part.month > Month::of(today) {
            return view! { <li class="ahead"><span>{inside}</span></li> }.into_any();
        }
        let (year, month) = (year.settlement_year(), part.month);
        view! { <li class=class><a href=format!("/statements/{year}/{month}")>{inside}</a></li> }.into_any()
    };
    let months = months.iter().zip(drawn).map(one).collect_view();
    view! { <ol class=if masked { "columns bare" } else { "columns" }>{months}</ol> }.into_any()
}

fn cell_of(cells: &[MonthCell], month: Month) -> Option<&MonthCell> {
    cells.iter().find(|cell| cell.month == month)
}

/// Class and glyph of a month that is not simply paid.
fn mark(l: Lang, cell: Option<&MonthCell>) -> (Option<&'static str>, &'static str) {
    match cell.map(|cell| cell.state) {
        Some(MonthState::Missing | MonthState::Reversed(_)) => (Some("missing"), words::missing_mark(l)),
        Some(MonthState::Awaited | MonthState::UnderWay) => (Some("awaited"), words::awaited_mark(l)),
        _ => (None, ""),
    }
}

fn column(part: &MonthPart<'_>, cell: Option<&MonthCell>) -> Column {
    let mut column = Column { contributed: 0, other: 0, interest: 0, out: 0, due: 0 };
    for (flow, amount) in &part.flows {
        let fen = amount.get();
        match flow {
            _ if fen < 0 => column.out -= fen,
            Flow::UnitShare | Flow::OwnShare | Flow::Contribution => column.contributed += fen,
            Flow::Interest => column.interest += fen,
            _ => column.other += fen,
        }
    }
    let is_open = |cell: &&MonthCell| {
        cell.state.is_gap() || matches!(cell.state, MonthState::Awaited | MonthState::UnderWay)
    };
    column.due = cell.filter(is_open).map_or(Fen::ZERO, |cell| cell.expected).get();
    column
}

impl Scale {
    /// In and out share the height as they share the money, and each that is there has at least a quarter.
    fn of(columns: &[Column]) -> Scale {
        let most = |of: &dyn Fn(&Column) -> i64| columns.iter().map(of).max().unwrap_or(0);
        let most_in = most(&|c| (c.contributed + c.other + c.interest).max(c.due));
        let most_out = most(&|c| c.out);
        let whole = i128::from(most_in) + i128::from(most_out);
        let share = (i128::from(HEIGHT) * i128::from(most_in)).checked_div(whole).unwrap_or(0) as i64;
        let above = match (most_in, most_out) {
            (_, 0) => HEIGHT,
            (0, _) => HEIGHT / 4,
            _ => share.clamp(HEIGHT / 4, HEIGHT * 3 / 4),
        };
        Scale { above, most_in: most_in.max(1), most_out: most_out.max(1) }
    }

    fn up(&self, fen: i64) -> i64 {
        (i128::from(self.above) * i128::from(fen) / i128::from(self.most_in)) as i64
    }

    fn down(&self, fen: i64) -> i64 {
        (i128::from(HEIGHT - self.above) * i128::from(fen) / i128::from(self.most_out)) as i64
    }
}

fn drawing(column: &Column, scale: &Scale) -> impl IntoView + use<> {
    let mut top = scale.above;
    let mut bar = |class: &'static str, fen: i64| {
        let height = scale.up(fen).max(i64::from(fen > 0) * 2);
        top -= height;
        (height > 0).then(|| view! { <rect class=class x="3" y=top width="18" height=height></rect> })
    };
    let bars = (bar("in", column.contributed), bar("other", column.other), bar("interest", column.interest));
    let below = scale.down(column.out).max(i64::from(column.out > 0) * 2);
    let below =
        (below > 0).then(|| view! { <rect class="out" x="3" y=scale.above width="18" height=below></rect> });
    let due = scale.up(column.due);
    let due = (due > 0).then(|| {
        view! { <rect class="due" x="4" y={scale.above - due + 1} width="16" height={(due - 2).max(1)}></rect> }
    });
    view! {
        <svg viewBox=format!("0 0 24 {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
            {bars}{below}{due}
            <path class="zero" d=format!("M0 {}H24", scale.above)></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_column(contributed: i64, out: i64, due: i64) -> Column {
        Column { contributed, other: 0, interest: 0, out, due }
    }

    #[test]
    fn in_and_out_share_the_height() {
        let scale = Scale::of(&[a_column(100, 0, 0), a_column(0, 300, 0)]);
        assert_eq!((scale.above, scale.up(100), scale.down(300)), (30, 30, 90));
        let scale = Scale::of(&[a_column(100, 0, 0), a_column(0, 0, 200)]);
        assert_eq!((scale.above, scale.up(100), scale.up(200)), (120, 60, 120));
        let scale = Scale::of(&[a_column(1_000_000, 1, 0)]);
        assert_eq!((scale.above, scale.down(1)), (90, 30));
        assert_eq!(Scale::of(&[]).above, HEIGHT);
    }
}
