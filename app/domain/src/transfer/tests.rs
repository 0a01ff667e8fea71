//! Every state and move in both directions; only the lines written here lead anywhere.

use super::*;

fn moves(direction: Direction) -> Vec<String> {
    let mut found = Vec::new();
    for from in TransferState::ALL {
        for wanted in Move::ALL {
            if let Some(Step { to, by }) = step(direction, *from, *wanted) {
                found.push(format!("{} {} {} {by:?}", from.code(), wanted.code(), to.code()));
            }
        }
    }
    found
}

#[test]
fn only_these_moves_exist() {
    assert_eq!(
        moves(Direction::In),
        [
            "applied send letter_reviewed Two",
            "applied reject rejected One",
            "applied cancel cancelled Member",
            "letter_reviewed confirm letter_confirmed Other",
            "letter_reviewed ask negotiating Other",
            "letter_reviewed reject rejected Other",
            "letter_reviewed cancel cancelled Member",
            "negotiating answer letter_reviewed One",
            "negotiating reject rejected Other",
            "negotiating cancel cancelled Member",
            "letter_confirmed reject rejected Other",
            "letter_confirmed inform info_reviewed Other",
            "info_reviewed pay paid Other",
            "info_reviewed return failed Other",
            "paid book done Two",
            "paid return failed Other",
        ]
    );
    assert_eq!(
        moves(Direction::Out),
        [
            "letter_reviewed confirm letter_confirmed One",
            "letter_reviewed ask negotiating One",
            "letter_reviewed reject rejected One",
            "letter_reviewed cancel cancelled Other",
            "negotiating answer letter_reviewed Other",
            "negotiating reject rejected One",
            "negotiating cancel cancelled Other",
            "letter_confirmed reject rejected Two",
            "letter_confirmed inform info_reviewed Two",
            "info_reviewed pay paid Bank",
            "info_reviewed return failed Bank",
            "paid book done Other",
        ]
    );
}

/// Every state that is not final is left by some move, and somebody owes that move; the final ones are left by none.
#[test]
fn somebody_owes_something_until_the_end() {
    for direction in Direction::ALL {
        for state in TransferState::ALL {
            let left = Move::ALL.iter().any(|wanted| step(*direction, *state, *wanted).is_some());
            let reached = *state == TransferState::first(*direction) || *state != TransferState::Applied;
            assert_eq!(left, !state.is_final() && reached, "{direction:?} {state:?}");
            assert_eq!(owed(*direction, *state).is_some(), !state.is_final(), "{state:?}");
        }
    }
}

/// Nobody cancels once the old centre has confirmed: it may have paid.
#[test]
fn a_confirmed_letter_is_not_cancelled() {
    use TransferState as S;
    for direction in Direction::ALL {
        for state in [S::LetterConfirmed, S::InfoReviewed, S::Paid, S::Done, S::Failed] {
            assert_eq!(step(*direction, state, Move::Cancel), None);
        }
    }
}

/// Money moves only by two people or by the bank's answer.
#[test]
fn no_one_person_moves_money() {
    let of = |direction, state, wanted| step(direction, state, wanted).map(|step| step.by);
    assert_eq!(of(Direction::In, TransferState::Paid, Move::Book), Some(Maker::Two));
    assert_eq!(of(Direction::Out, TransferState::LetterConfirmed, Move::Inform), Some(Maker::Two));
    assert!(
        !Maker::Two.is_noted_by_one() && !Maker::Bank.is_noted_by_one() && !Maker::Member.is_noted_by_one()
    );
}

#[test]
fn what_the_other_centre_is_called_is_one_line() {
    assert_eq!(other_account(" 2018-0012 ３４a"), Ok("2018001234A".into()));
    assert_eq!(other_account(""), Err(Problem::Missing));
    assert_eq!(other_account(&"1".repeat(21)), Err(Problem::TooLong { max: 20 }));
    assert_eq!(other_account("12_34"), Err(Problem::ForbiddenCharacter));
    assert_eq!(other_centre(" 厦门市住房公积金中心 "), Ok("厦门市住房公积金中心".into()));
    assert_eq!(other_centre("厦\u{202e}门"), Err(Problem::ForbiddenCharacter));
    assert_eq!(other_centre(&"厦".repeat(41)), Err(Problem::TooLong { max: 40 }));
    assert_eq!(other_centre(" "), Err(Problem::Missing));
}
