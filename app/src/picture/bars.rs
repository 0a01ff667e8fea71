//! Two bars a month for a year, and a bar against its target (子弹图). Integers in, SVG out; a table with the same
//! figures stands nearby.

use super::tenths;
use leptos::prelude::*;

/// Width of both pictures, and the height of the bars, in picture units.
const WIDTH: i64 = 320;
const PLOT: i64 = 120;
/// Above the bars, for the words at the upper line.
const HEAD: i64 = 16;
/// Below the bars, for the months.
const FOOT: i64 = 18;
const MONTHS: i64 = 12;

/// January to December, two values each: the first in the first colour. `line` is a level that is wanted.
#[component]
pub fn MonthBars(
    /// From January on, as many as there are.
    values: Vec<(i64, i64)>,
    line: Option<i64>,
    /// Says a value at the scale.
    scale: fn(i64) -> String,
    finding: String,
) -> impl IntoView {
    let most = values.iter().flat_map(|(one, other)| [*one, *other]).chain(line).max().unwrap_or(0);
    let top = round_above(most);
    let y = |value: i64| tenths((HEAD + PLOT) * 10 - height(value, top));
    let bars = values.iter().zip(0..MONTHS).map(|((one, other), at)| {
        let left = WIDTH * 10 * at / MONTHS;
        let bar = |class: &'static str, from: i64, value: i64| {
            let (x, tall) = (tenths(left + from), height(value, top));
            (tall > 0).then(|| {
                view! { <rect class=class x=x y=y(value) width="10" height=tenths(tall) rx="1"></rect> }
            })
        };
        view! { {bar("area", 28, *one)}{bar("area-2", 138, *other)} }
    });
    let bars = bars.collect_view();
    let level = |value: i64| view! { <path class="grid" d=format!("M0 {}H{WIDTH}", y(value))></path> };
    let months = (0..MONTHS).map(|at| {
        let x = tenths(WIDTH * 10 * (2 * at + 1) / (2 * MONTHS));
        view! { <text class="mid" x=x y=HEAD + PLOT + 14>{at + 1}</text> }
    });
    let wanted = line.map(|line| view! { <path class="line-3" d=format!("M0 {}H{WIDTH}", y(line))></path> });
    view! {
        <svg class="chart bars" viewBox=format!("0 0 {WIDTH} {}", HEAD + PLOT + FOOT) role="img" aria-label=finding>
            {(top > 0).then(|| view! { {level(top)}{level(top / 2)}<text x="0" y=HEAD - 4>{scale(top)}</text> })}
            <path class="grid" d=format!("M0 {}H{WIDTH}", HEAD + PLOT)></path>
            {bars}
            {wanted}
            {months.collect_view()}
        </svg>
    }
}

/// A value on a bar from nothing to `most`, with a mark where it should be.
#[component]
pub fn Bullet(
    value: i64,
    #[prop(optional_no_strip)] mark: Option<i64>,
    most: i64,
    /// Not as it is wanted.
    #[prop(optional)]
    off: bool,
    finding: String,
) -> impl IntoView {
    let most = most.max(value).max(mark.unwrap_or(0)).max(1);
    let x = |value: i64| tenths(scaled(value, most, WIDTH * 10));
    let mark = mark.map(|mark| {
        let at = scaled(mark, most, WIDTH * 10).clamp(15, WIDTH * 10 - 15);
        view! { <path class="mark" d=format!("M{} 0V18", tenths(at))></path> }
    });
    view! {
        <svg class="chart bullet" viewBox=format!("0 0 {WIDTH} 18") role="img" aria-label=finding>
            <rect class="track" x="0" y="4" width=WIDTH height="10" rx="5"></rect>
            <rect class=if off { "area-2" } else { "area" } x="0" y="4" width=x(value) height="10" rx="5"></rect>
            {mark}
        </svg>
    }
}

/// Tenths of a unit that a value is high; what is there is seen.
fn height(value: i64, top: i64) -> i64 {
    match scaled(value, top, PLOT * 10) {
        0 if value > 0 => 10,
        tall => tall,
    }
}

/// `value` of `top` as a part of `room`, within it.
fn scaled(value: i64, top: i64, room: i64) -> i64 {
    if top <= 0 {
        return 0;
    }
    let value = i128::from(value.clamp(0, top));
    // Fits: not more than `room`.
    (value * i128::from(room) / i128::from(top)) as i64
}

/// The next 1, 2, 2.5 or 5 times a power of ten that is not below.
fn round_above(value: i64) -> i64 {
    let mut step = 10;
    while value > 0 && step <= i64::MAX / 10 {
        for quarter in [10, 20, 25, 50] {
            let round = step / 10 * quarter;
            if round >= value {
                return round;
            }
        }
        step *= 10;
    }
    value.max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_scale_is_round() {
        let shown = [0, 1, 10, 11, 21, 26, 99, 123_456, i64::MAX].map(round_above);
        assert_eq!(shown, [0, 10, 10, 20, 25, 50, 100, 200_000, i64::MAX]);
    }

    #[test]
    fn a_bar_is_within_the_picture_and_seen() {
        assert_eq!(
            [height(0, 100), height(1, 1_000_000), height(50, 100), height(200, 100)],
            [0, 10, 600, 1_200]
        );
        assert_eq!(height(-5, 100), 0);
    }

    proptest! {
        #[test]
        fn the_scale_is_above_every_value(value in 0..i64::MAX / 100) {
            let top = round_above(value);
            prop_assert!(top >= value && top / 10 <= value.max(10));
        }
    }
}
