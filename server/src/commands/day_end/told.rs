//! What `anju day-end` says: the sheet and its signatures.

use app::text::{Lang, day_end as words};
use domain::{
    Fen,
    day_end::{Compared, Ending, Obstacle, Step},
};
use service::day_end::{Given, Kept, Shown, Signature};

pub(super) fn print(shown: &Shown) {
    let sheet = &shown.sheet;
    println!("Day-end sheet of {}, {} rows, hash {}", sheet.day, sheet.rows, shown.hash);
    for compared in &sheet.checks {
        let Compared { check, one, other } = *compared;
        let verdict = if compared.holds() { words::agrees(Lang::En) } else { words::differs(Lang::En) };
        let figure = |amount| if check.is_money() { Fen::new(amount).plain() } else { amount.to_string() };
        println!("{:<28}{:>20}{:>20}  {verdict}", check.code(), figure(one), figure(other));
    }
    if let Some((bank, books)) = sheet.closing {
        println!("{:<28}{:>20}{:>20}  bank, books", "closing_balance", bank.plain(), books.plain());
    }
    for one in &sheet.breaks {
        let said = one.explanation.map_or(words::not_explained(Lang::En), |explanation| explanation.code());
        println!("break {}  {}  {} d  {}  {said}", one.id, one.day, one.age, one.kind.code());
    }
    for one in &sheet.suspense {
        println!("suspense {}  {}  {} d  {}", one.receipt, one.received_on, one.age, one.amount.plain());
    }
    if let Some(replaced) = &sheet.replaced {
        let by = shown.replaced_by.as_deref().unwrap_or(&replaced.by);
        println!("statement: version {}, brought by {by}: {}", replaced.version, replaced.reason);
    }
    let state = shown.kept.as_ref().map_or("not over", |kept| kept.state.code());
    let names: Vec<_> =
        Step::ALL.into_iter().filter_map(|step| Some(shown.standing(step)?.name.as_str())).collect();
    println!("{state} {}", names.join(", "));
    for (given, ended) in shown.ended() {
        let what = words::ended(Lang::En, &ended.how);
        println!("{} of {}: {what} by {}", given.step.code(), given.name, ended.name);
    }
}

pub(super) fn shown_json(shown: &Shown) -> serde_json::Value {
    let sheet = &shown.sheet;
    let checks = sheet.checks.iter().map(|compared| {
        let figure = |amount| match compared.check.is_money() {
            true => serde_json::json!(Fen::new(amount).plain()),
            false => serde_json::json!(amount),
        };
        serde_json::json!({
            "check": compared.check.code(),
            "one": figure(compared.one),
            "other": figure(compared.other),
            "holds": compared.holds(),
        })
    });
    let breaks = sheet.breaks.iter().map(|one| {
        serde_json::json!({
            "break": one.id,
            "kind": one.kind.code(),
            "date": one.day.to_string(),
            "age_days": one.age,
            "bank": one.bank.map(Fen::plain),
            "books": one.books.map(Fen::plain),
            "explanation": one.explanation.map(|explanation| explanation.code()),
        })
    });
    let suspense = sheet.suspense.iter().map(|one| {
        serde_json::json!({
            "receipt": one.receipt,
            "received_on": one.received_on.to_string(),
            "age_days": one.age,
            "amount": one.amount.plain(),
        })
    });
    let obstacles = sheet.obstacles().into_iter().map(|obstacle| match obstacle {
        Obstacle::Check(check) => check.code().to_owned(),
        Obstacle::Break(id) => id,
    });
    serde_json::json!({
        "date": sheet.day.to_string(),
        "rows": sheet.rows,
        "hash": shown.hash,
        "checks": checks.collect::<Vec<_>>(),
        "statement_version": sheet.statement.as_ref().map(|_| sheet.replaced.as_ref().map_or(1, |one| one.version)),
        "replaced_by": sheet.replaced.as_ref().map(|_| &shown.replaced_by),
        "replaced_why": sheet.replaced.as_ref().map(|replaced| &replaced.reason),
        "closing_bank": sheet.closing.map(|(bank, _)| bank.plain()),
        "closing_books": sheet.closing.map(|(_, books)| books.plain()),
        "breaks": breaks.collect::<Vec<_>>(),
        "suspense": suspense.collect::<Vec<_>>(),
        "obstacles": obstacles.collect::<Vec<_>>(),
        "kept": shown.kept.as_ref().map(kept_json),
        "signatures": shown.signatures.iter().map(given_json).collect::<Vec<_>>(),
    })
}

pub(super) fn kept_json(kept: &Kept) -> serde_json::Value {
    let at = |signature: &Option<Signature>| signature.as_ref().map(|signature| signature.at.ms());
    serde_json::json!({
        "date": kept.day.to_string(),
        "state": kept.state.code(),
        "hash": kept.hash,
        "teller_ms": at(&kept.teller),
        "first_ms": at(&kept.first),
        "second_ms": at(&kept.second),
    })
}

/// A signature, and how it ended where it stands no more.
pub(super) fn given_json(given: &Given) -> serde_json::Value {
    let ended = given.ended.as_ref();
    let reason = ended.and_then(|ended| match &ended.how {
        Ending::TakenBack { reason } => Some(reason),
        Ending::DrawnAnew => None,
    });
    serde_json::json!({
        "date": given.day.to_string(),
        "no": given.no,
        "step": given.step.code(),
        "by": given.by.staff_id,
        "name": given.name,
        "signed_ms": given.by.at.ms(),
        "hash": given.hash,
        "stands": ended.is_none(),
        "ended": ended.map(|ended| ended.how.code()),
        "ended_by": ended.map(|ended| &ended.by.staff_id),
        "ended_name": ended.map(|ended| &ended.name),
        "ended_ms": ended.map(|ended| ended.by.at.ms()),
        "reason": reason,
    })
}
