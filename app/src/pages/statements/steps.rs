//! The picture from opening to closing balance (资金流向): one step a line, each bar beginning where the one before
//! it ended. The lines are the table; the bars only show it.

use super::pieces::{moved, plain};
use crate::text::{Lang, statements as words};
use domain::{Fen, year_statement::Flow};
use leptos::prelude::*;

/// Width of a bar's picture in its own units.
const WIDTH: i64 = 1000;
/// What a step is at least drawn with, so that a small amount is seen.
const LEAST: i64 = 4;

/// One line of the picture.
struct Step {
    word: &'static str,
    amount: Fen,
    class: &'static str,
    /// Where the bar begins and how long it is.
    bar: (i64, i64),
}

/// Opening, every flow, closing. With hidden amounts there are no bars: their length would tell.
pub fn steps(
    l: Lang,
    opening: Fen,
    flows: &[(Flow, Fen)],
    closing: (Fen, &'static str),
    masked: bool,
) -> AnyView {
    let lines = laid_out(l, opening, flows, closing);
    let line = |step: Step| {
        let total = step.class == "whole";
        let amount = if total { plain(masked, step.amount) } else { moved(masked, step.amount) };
        let bar = (!masked).then(|| {
            view! {
                <svg viewBox=format!("0 0 {WIDTH} 10") preserveAspectRatio="none" aria-hidden="true">
                    <path class="rail" d=format!("M0 5H{WIDTH}")></path>
                    <rect x=step.bar.0 y="0" width=step.bar.1 height="10" rx="2"></rect>
                </svg>
            }
        });
        view! {
            <li class=step.class>
                <span class="row"><span>{step.word}</span><span class="num">{amount}</span></span>
                {bar}
            </li>
        }
    };
    view! { <ol class="steps">{lines.into_iter().map(line).collect_view()}</ol> }.into_any()
}

fn laid_out(l: Lang, opening: Fen, flows: &[(Flow, Fen)], closing: (Fen, &'static str)) -> Vec<Step> {
    let mut at = opening.get();
    let mut most = at.max(closing.0.get());
    for (_, amount) in flows {
        at = at.saturating_add(amount.get());
        most = most.max(at);
    }
    let scale = |fen: i64| (i128::from(fen.max(0)) * i128::from(WIDTH) / i128::from(most.max(1))) as i64;
    let whole = |word, amount: Fen| Step { word, amount, class: "whole", bar: (0, scale(amount.get())) };
    let mut steps = vec![whole(words::opening(l), opening)];
    let mut at = opening.get();
    for (flow, amount) in flows {
        let next = at.saturating_add(amount.get());
        let (from, to) = (scale(at.min(next)), scale(at.max(next)));
        let bar = (from.min(WIDTH - LEAST), (to - from).max(LEAST));
        let class = match (flow, amount.is_negative()) {
            (_, true) => "out",
            (Flow::Interest, false) => "interest",
            _ => "in",
        };
        steps.push(Step { word: words::flow(l, *flow), amount: *amount, class, bar });
        at = next;
    }
    steps.push(whole(closing.1, closing.0));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_begins_where_the_last_one_ended() {
        let yuan = Fen::from_yuan;
        let flows =
            [(Flow::UnitShare, yuan(500)), (Flow::Interest, yuan(100)), (Flow::Withdrawal, yuan(-600))];
        let steps = laid_out(Lang::Zh, yuan(400), &flows, (yuan(400), words::closing(Lang::Zh)));
        let bars: Vec<(i64, i64)> = steps.iter().map(|step| step.bar).collect();
        assert_eq!(bars, [(0, 400), (400, 500), (900, 100), (400, 600), (0, 400)]);
    }

    #[test]
    fn nothing_is_drawn_outside_even_of_nothing() {
        let tiny = [(Flow::Interest, Fen::new(1)), (Flow::Withdrawal, Fen::new(-1))];
        for step in laid_out(Lang::En, Fen::ZERO, &tiny, (Fen::ZERO, "")) {
            assert!(step.bar.0 >= 0 && step.bar.0 + step.bar.1 <= WIDTH + LEAST, "{:?}", step.bar);
        }
    }
}
