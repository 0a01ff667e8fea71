//! `anju day-end`: the sheet of a day. A teller, a first and a second reviewer sign it, three people, in this order.

use super::{
    Ended,
    staff::{SignedIn, Staff},
};
use crate::{config::Books, start};
use app::text::{Lang, day_end as words, problem};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{
    Fen,
    day_end::{Compared, Obstacle},
};
use service::day_end::{self, Kept, NotDone, Shown, Signature, Signer};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What must agree at the end of the day, each with both figures, and what stands in the way of signing.
    Show(Show),
    /// Sign at the step of whoever signs in.
    Sign(Sign),
}

#[derive(clap::Args)]
struct Show {
    #[arg(long)]
    date: NaiveDate,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Sign {
    #[command(flatten)]
    staff: Staff,
    #[arg(long)]
    date: NaiveDate,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let (what, json) = match args.what {
        What::Show(show) => {
            let shown = day_end::show(&ctx, show.date).await?;
            if show.json {
                println!("{}", shown_json(&shown));
            } else {
                print(&shown);
            }
            let well = shown.sheet.obstacles().is_empty();
            return Ok(if well { Ended::Well } else { Ended::WithFindings });
        }
        What::Sign(sign) => {
            let json = sign.json;
            (sign, json)
        }
    };
    let signed_in = match what.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let signer = match &signed_in {
        SignedIn::Clerk(clerk) => Signer::Teller(clerk.clone()),
        SignedIn::First(first) => Signer::First(first.clone()),
        SignedIn::Second(second) => Signer::Second(second.clone()),
    };
    let done = day_end::sign(&ctx, &signer, what.date, None, None).await;
    signed_in.sign_out(&ctx).await?;
    Ok(match done {
        Ok(kept) => {
            match json {
                true => println!("{}", kept_json(&kept)),
                false => println!("{}: {} {}", kept.day, words::signing(Lang::En, kept.state), kept.hash),
            }
            Ended::Well
        }
        Err(NotDone::Refused(why)) => {
            Ended::Refused(format!("{}: {}", why.code(), words::not_signed(Lang::En, &why)))
        }
        Err(NotDone::Code(why)) => Ended::Refused(problem::sentence(Lang::En, &why)),
        Err(NotDone::Fault(fault)) => return Err(fault.into()),
    })
}

fn print(shown: &Shown) {
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
    let names: Vec<_> = shown.names.iter().flatten().map(String::as_str).collect();
    println!("{state} {}", names.join(", "));
}

fn shown_json(shown: &Shown) -> serde_json::Value {
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
    })
}

fn kept_json(kept: &Kept) -> serde_json::Value {
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
