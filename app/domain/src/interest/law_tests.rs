//! Laws of the arithmetic, against a count of every single day.

use super::tests::{day, published, rates, whole};
use super::*;
use crate::Fen;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

/// Years with two rates, with their end, with one rate, and with a leap day.
const YEARS: [i32; 5] = [2013, 2014, 2015, 2025, 2027];

fn any_terms() -> impl Strategy<Value = Terms> {
    let basis = prop_oneof![Just(DayBasis::D360), Just(DayBasis::D365)];
    let unit = prop_oneof![Just(AccrualUnit::Fen), Just(AccrualUnit::Yuan)];
    (basis, unit).prop_map(|(basis, unit)| Terms { basis, unit })
}

fn any_order() -> impl Strategy<Value = DrawOrder> {
    prop_oneof![Just(DrawOrder::CarriedOverFirst), Just(DrawOrder::CurrentYearFirst)]
}

/// An account and what happens to it; withdrawals never exceed the opening balance.
#[derive(Clone, Debug)]
struct Case {
    year: i32,
    opening: i64,
    movements: Vec<Movement>,
    order: DrawOrder,
    terms: Terms,
}

impl Case {
    fn parts(&self) -> Parts {
        Parts::brought_forward(Fen::new(self.opening)).unwrap()
    }

    fn balances(&self) -> Balances {
        Balances::of(whole(self.year), self.parts(), &self.movements, self.order).unwrap()
    }

    fn settle(&self) -> Settlement {
        self.balances().settle(&published(), self.terms).unwrap()
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    // Few different days, so that several movements share one.
    let movement = (0..365u64, prop_oneof![1..10_000_000i64, -200_000..0i64]);
    let opening = prop_oneof![0..1_000i64, 0..100_000_000i64, Just(Fen::PARSE_MAX.get())];
    let few = prop::collection::vec(movement, 0..12);
    (prop::sample::select(&YEARS[..]), opening, few, any_order(), any_terms()).prop_map(
        |(year, opening, moved, order, terms)| {
            let first = AccrualYear::new(year).unwrap().first_day();
            let taken: i64 = moved.iter().map(|(_, amount)| (-amount).max(0)).sum();
            let at = |at: u64| first.checked_add_days(Days::new(at / 9 * 9)).unwrap();
            let movements = moved
                .into_iter()
                .map(|(offset, amount)| Movement { value_date: at(offset), amount: Fen::new(amount) })
                .collect();
            Case { year, opening: opening + taken, movements, order, terms }
        },
    )
}

/// Walks through the year day by day with nothing but sums: (product, interest).
fn by_days(case: &Case) -> (i128, i128) {
    let book = published();
    let (mut carried, mut current) = (i128::from(case.opening), 0i128);
    let (mut product, mut rated) = (0i128, 0i128);
    let mut today: NaiveDate = day(&format!("{}-07-01", case.year));
    let end = day(&format!("{}-07-01", case.year + 1));
    while today < end {
        let net: i128 = case
            .movements
            .iter()
            .filter(|movement| movement.value_date == today)
            .map(|movement| i128::from(movement.amount.get()))
            .sum();
        let (first, second) = match case.order {
            DrawOrder::CarriedOverFirst => (&mut carried, &mut current),
            DrawOrder::CurrentYearFirst => (&mut current, &mut carried),
        };
        if net < 0 {
            let from_first = (-net).min(*first);
            *first -= from_first;
            *second += net + from_first;
        } else {
            current += net;
        }
        let unit = if case.terms.unit == AccrualUnit::Yuan { 100 } else { 1 };
        let row = book.row(today).unwrap();
        let (new, old) = (row.current_year.milli_percent(), row.carried_over.milli_percent());
        let pieces =
            if new == old { vec![(carried + current, new)] } else { vec![(carried, old), (current, new)] };
        for (balance, rate) in pieces {
            product += balance / unit * unit;
            rated += balance / unit * unit * i128::from(rate);
        }
        today = today.succ_opt().unwrap();
    }
    let divisor = 100_000 * i128::from(case.terms.basis.days());
    (product, (2 * rated + divisor) / (2 * divisor))
}

/// The sum before it is rounded.
fn exact(s: &Settlement) -> i128 {
    s.rows.iter().map(|row| row.product().get() * i128::from(row.rate.milli_percent())).sum()
}

proptest! {
    #[test]
    fn rows_agree_with_a_count_of_every_day(case in any_case()) {
        let s = case.settle();
        let (product, interest) = by_days(&case);
        let rows: i128 = s.rows.iter().map(|row| i128::from(row.balance.get()) * i128::from(row.days())).sum();
        prop_assert_eq!((s.product.get(), rows), (product, product));
        prop_assert_eq!(i128::from(s.interest.get()), interest);
        prop_assert_eq!(s.rows.iter().map(|row| row.interest.get()).sum::<i64>(), s.interest.get());
        let moved: i64 = case.movements.iter().map(|movement| movement.amount.get()).sum();
        prop_assert_eq!(s.closing_balance.get(), case.opening + moved + s.interest.get());
        prop_assert_eq!(s.principal.carried_over().get() + s.principal.current_year().get(), case.opening + moved);
    }

    #[test]
    fn rows_follow_one_another_and_never_overlap(case in any_case()) {
        for portion in [Portion::Whole, Portion::CarriedOver, Portion::CurrentYear] {
            let s = case.settle();
            let of: Vec<&Row> = s.rows.iter().filter(|row| row.portion == portion).collect();
            prop_assert!(of.iter().all(|row| row.days() >= 1 && row.balance > Fen::ZERO));
            for pair in of.windows(2) {
                prop_assert!(pair[0].to < pair[1].from);
                // Two rows are two because something changed.
                let adjoin = pair[0].to.succ_opt() == Some(pair[1].from);
                prop_assert!(!adjoin || (pair[0].balance, pair[0].rate) != (pair[1].balance, pair[1].rate));
            }
            prop_assert!(s.rows.is_sorted_by_key(|row| (row.from, row.portion)));
        }
    }

    #[test]
    fn the_order_of_movements_does_not_matter(case in any_case(), by in 0..12usize) {
        let mut turned = case.clone();
        turned.movements.reverse();
        let by = by.min(turned.movements.len());
        turned.movements.rotate_left(by);
        prop_assert_eq!(turned.settle(), case.settle());
    }

    #[test]
    fn a_movement_in_two_pieces_is_the_same_movement(case in any_case(), at in 0..12usize, piece in -5_000..5_000i64) {
        let mut split = case.clone();
        if let Some(movement) = split.movements.get_mut(at) {
            movement.amount = Fen::new(movement.amount.get() - piece);
            let value_date = movement.value_date;
            split.movements.push(Movement { value_date, amount: Fen::new(piece) });
        }
        prop_assert_eq!(split.settle(), case.settle());
    }

    #[test]
    fn an_entry_and_its_reversal_leave_nothing(case in any_case(), at in 0..365u64, amount in any::<i32>()) {
        let first = AccrualYear::new(case.year).unwrap().first_day();
        let value_date = first.checked_add_days(Days::new(at)).unwrap();
        let mut reversed = case.clone();
        for amount in [i64::from(amount), -i64::from(amount)] {
            reversed.movements.push(Movement { value_date, amount: Fen::new(amount) });
        }
        prop_assert_eq!(reversed.settle(), case.settle());
    }

    #[test]
    fn cutting_a_period_changes_nothing(case in any_case(), at in 1..365u64) {
        let period = whole(case.year);
        let cut = period.first_day().checked_add_days(Days::new(at)).unwrap();
        let (before, after) = period.cut(cut);
        let (early, late): (Vec<Movement>, Vec<Movement>) =
            case.movements.iter().copied().partition(|movement| movement.value_date < cut);
        let head = Balances::of(before, case.parts(), &early, case.order).unwrap();
        let tail = Balances::of(after, head.last(), &late, case.order).unwrap();
        let book = published();
        let (head, tail) = (head.settle(&book, case.terms).unwrap(), tail.settle(&book, case.terms).unwrap());
        let together = case.settle();
        prop_assert_eq!(head.product.get() + tail.product.get(), together.product.get());
        prop_assert_eq!(exact(&head) + exact(&tail), exact(&together));
        prop_assert_eq!(tail.principal, together.principal);
    }

    #[test]
    fn a_rate_announced_again_changes_nothing(case in any_case(), months in 1..12u32) {
        let again = format!("{}-{:02}-01", 2030 + i32::from(months < 7), months);
        let one = rates(&[("2000-01-01", "1.5", "1.5")]);
        let two = rates(&[("2000-01-01", "1.5", "1.5"), (&again, "1.5", "1.5")]);
        let here = Case { year: 2030, movements: vec![], ..case };
        prop_assert_eq!(
            here.balances().settle(&one, here.terms).unwrap(),
            here.balances().settle(&two, here.terms).unwrap()
        );
    }

    #[test]
    fn more_money_never_earns_less(case in any_case(), more in 0..1_000_000i64) {
        let richer = Case { opening: case.opening + more, ..case.clone() };
        let (less, more) = (case.settle(), richer.settle());
        prop_assert!(exact(&more) >= exact(&less) && more.interest >= less.interest);
    }

    #[test]
    fn nothing_earns_nothing(year in prop::sample::select(&YEARS[..]), terms in any_terms(), order in any_order()) {
        let case = Case { year, opening: 0, movements: vec![], order, terms };
        let s = case.settle();
        prop_assert_eq!((s.rows.len(), s.product, s.interest, s.closing_balance), (0, FenDays::ZERO, Fen::ZERO, Fen::ZERO));
    }

    #[test]
    fn no_file_makes_it_panic(text in "(value_date,amount\n)?[0-9,.\"\\-\n ]{0,40}") {
        let _ = read_movements(&text);
    }
}
