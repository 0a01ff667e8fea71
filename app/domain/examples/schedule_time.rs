//! Prints how long a 360-month schedule takes: `cargo run --release -p domain --example schedule_time`.

use domain::loan::{LoanTerms, Months, Principal, RepayMethod, Schedule};
use domain::{Problem, Rate};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 20_000;

fn main() -> Result<(), Problem> {
    for (rate, method) in [
        ("2.6", RepayMethod::EqualInstalment),
        ("3.101", RepayMethod::EqualInstalment),
        ("2.6", RepayMethod::EqualPrincipal),
    ] {
        let terms = LoanTerms {
            principal: Principal::parse_wan("80")?,
            months: Months::new(360)?,
            rate: Rate::parse(rate)?,
            method,
        };
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(Schedule::of(black_box(&terms)));
        }
        let each = start.elapsed() / ROUNDS;
        println!(
            "{} at {rate} %: {:.1} µs for 360 months",
            method.code(),
            each.as_nanos() as u64 as f32 / 1000.0
        );
    }
    Ok(())
}
