//! The two pictures that pages and islands share. Colours come from the style sheet by class; the words come from
//! the caller, and a table with the same figures always stands nearby.

use super::{Frame, share_area, step_line, thinned};
use leptos::prelude::*;

/// More points than this are not seen on a phone.
const MOST_POINTS: usize = 120;

/// A balance over time. `finding` is what a person would say on seeing it. Nothing without values.
#[component]
pub fn StepChart(
    #[prop(default = Frame::SPARK)] frame: Frame,
    values: Vec<i64>,
    finding: String,
) -> impl IntoView {
    step_line(frame, &thinned(&values, MOST_POINTS)).map(|line| {
        let (x, y) = line.end;
        view! {
            <svg class="chart" viewBox=format!("0 0 {} {}", frame.width, frame.height) role="img" aria-label=finding>
                <path class="wash" d=line.area></path>
                <path class="line" d=line.line></path>
                <circle class="dot" cx=x cy=y r="4"></circle>
            </svg>
        }
    })
}

/// A part within a whole over time, such as interest within each payment. `part` and `rest` are written into the
/// picture: no legend is needed.
#[component]
pub fn ShareChart(
    #[prop(default = Frame::CARD)] frame: Frame,
    /// (part, whole) of each period.
    shares: Vec<(i64, i64)>,
    part: &'static str,
    rest: &'static str,
    finding: String,
) -> impl IntoView {
    let area = share_area(frame, &thinned(&shares, MOST_POINTS));
    let whole = format!("M0 0H{}V{}H0z", frame.width, frame.height);
    view! {
        <svg class="chart" viewBox=format!("0 0 {} {}", frame.width, frame.height) role="img" aria-label=finding>
            <path class="area" d=whole></path>
            <path class="area-2" d=area></path>
            <text class="on-area end" x=frame.width - 10 y="20">{rest}</text>
            <text class="on-area-2" x="10" y=frame.height - 10>{part}</text>
        </svg>
    }
}
