//! `/open/indicators.csv`: the open numbers, the same for everybody.

use crate::layers::refusal::stopped::broken;
use app::visit::Visit;
use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use domain::{
    Fen,
    indicator::{Cell, Column, OpenRow},
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// Figures change once a night.
const AN_HOUR: &str = "public, max-age=3600";

pub async fn indicators(Extension(visit): Extension<Visit>) -> Response {
    match service::indicator::open_numbers(&visit.ctx).await {
        Ok(rows) => {
            let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CACHE_CONTROL, AN_HOUR)];
            (headers, csv(&rows)).into_response()
        }
        Err(fault) => broken(&fault),
    }
}

/// One line a month, oldest first. Money in yuan with two decimals; `held_back` where fewer than ten people are behind
/// a figure; nothing where there is none.
pub fn csv(rows: &[OpenRow]) -> String {
    let names = Column::ALL.map(Column::name);
    let mut text = format!("month,{}\n", names.join(","));
    for row in rows {
        text.push_str(&row.month.to_string());
        for (column, cell) in Column::ALL.into_iter().zip(row.cells) {
            text.push(',');
            match cell {
                Cell::Empty => {}
                Cell::HeldBack => text.push_str("held_back"),
                Cell::Shown(fen) if column.is_money() => text.push_str(&Fen::new(fen).plain()),
                // Hundredths of a percent are written as fen are.
                Cell::Shown(rate) if column == Column::OffCounter => text.push_str(&Fen::new(rate).plain()),
                Cell::Shown(count) => text.push_str(&count.to_string()),
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Month;

    #[test]
    fn a_line_a_month() {
        let month = Month::parse("2026-10").unwrap();
        let shown = Cell::Shown;
        let cells = [
            shown(123_456),
            Cell::HeldBack,
            shown(0),
            shown(-5),
            Cell::HeldBack,
            shown(23),
            shown(20),
            shown(8_696),
        ];
        let text = csv(&[OpenRow { month, cells }]);
        assert_eq!(
            text,
            "month,collection_yuan,withdrawals_yuan,interest_yuan,other_movements_yuan,fund_balance_yuan,cases,\
             cases_online,off_counter_percent\n2026-10,1234.56,held_back,0.00,-0.05,held_back,23,20,86.96\n"
        );
    }
}
