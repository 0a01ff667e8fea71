//! Replacing a day's statement by another version (更换对账单). A teller brings it and says why; the sheet of the day
//! names both, and two reviewers who are other people sign under it. What was kept stays as it came: its matches and
//! breaks are void, and those of the new version stand.

use super::{
    BankFile, Failure, Filed, Refusal, Report, keep, record,
    run::{self, Depth},
};
use crate::{Ctx, Fault, actor::Clerk};
use chrono::NaiveDate;
use domain::{Problem, Timestamp, day_end::Signing, reconcile::differences};
use store::{
    Tx, audit, day_sheet,
    reconcile::{self as rows, Replacement},
    remittance,
};

/// As the audit notes it.
pub(crate) const ACTION: &str = "reconcile.replace";

/// Takes another version of the day's statement and matches anew, on that day and on all later ones that have a
/// statement. While somebody has signed that day or a later one, nothing is replaced: what is signed rests upon it. The
/// signatures are taken back first (`day_end::take_back`); a sheet that is signed to the end is final.
pub async fn replace(
    ctx: &Ctx,
    by: &Clerk,
    day: NaiveDate,
    file: BankFile,
    reason: &str,
    keep_irregular: bool,
) -> Result<Report, Failure> {
    let replacement = Replacement { by: by.staff_id().to_owned(), reason: reason_of(reason)? };
    let (ctx2, now) = (ctx.clone(), ctx.now());
    ctx.detached("reconcile.replace", async move {
        store::write!(ctx2.store, "reconcile.replace", |tx| {
            carry_out(&mut tx, day, &file, &replacement, keep_irregular, now).await
        })
    })
    .await
}

/// All versions of a day's statement, the first one first.
pub async fn versions(ctx: &Ctx, day: NaiveDate) -> Result<Vec<Filed>, Fault> {
    let mut conn = ctx.store.read().await?;
    let mut found = Vec::new();
    for version in 1.. {
        match rows::file_find_version(&mut conn, day, version).await? {
            Some(filed) => found.push(filed),
            None => break,
        }
    }
    Ok(found)
}

fn reason_of(text: &str) -> Result<String, Failure> {
    let refused = |problem| Failure::Refused(Refusal::Reason(problem));
    domain::text::note(text).map_err(refused)?.ok_or_else(|| refused(Problem::Missing))
}

async fn carry_out(
    tx: &mut Tx,
    day: NaiveDate,
    file: &BankFile,
    replacement: &Replacement,
    keep_irregular: bool,
    now: Timestamp,
) -> Result<Report, Failure> {
    // Whoever signs or replaces meanwhile waits, and then sees what was done here.
    remittance::lock(tx, "").await?;
    let standing = replaceable(tx, day, file).await?;
    rows::matches_void(tx, day, now).await?;
    rows::breaks_void(tx, day, now).await?;
    rows::breaks_reopen(tx, day).await?;
    let version = standing.version + 1;
    let filed = keep(tx, file, version, Some(replacement.clone()), keep_irregular, now).await?;
    let mut report = run::run(tx, day, Depth::Whole, now).await?;
    report.taken = true;
    let mut later = Vec::new();
    for after in rows::file_days_after(tx, day).await? {
        later.push(run::run(tx, after, Depth::Whole, now).await?);
    }
    // The audit's head is locked by the first of these: they come last.
    record(tx, &report, None, now).await?;
    for again in &later {
        record(tx, again, None, now).await?;
    }
    let (subject, detail) = (day.to_string(), detail(&filed, &standing.lines_hash));
    let event =
        audit::Event { at: now, actor: &replacement.by, action: ACTION, subject: &subject, detail: &detail };
    audit::append(tx, &event).await?;
    report.later = later.into_iter().map(|again| again.day).collect();
    Ok(report)
}

/// The statement that stands, if the file may come after it.
async fn replaceable(tx: &mut Tx, day: NaiveDate, file: &BankFile) -> Result<Filed, Failure> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    if file.statement.day != day {
        return refused(Refusal::OtherDay { said: file.statement.day });
    }
    let Some(standing) = rows::file_find(tx, day).await? else {
        return refused(Refusal::NothingToReplace);
    };
    if let Some((day, state)) = day_sheet::day_signed_since(tx, day).await? {
        return refused(Refusal::Signed { day, is_final: state == Signing::Signed });
    }
    let (known, said) = (&standing.statement.account, &file.statement.account);
    if known != said {
        return refused(Refusal::OtherAccount { known: known.clone(), said: said.clone() });
    }
    if differences(&standing.statement, &file.statement).is_empty() {
        return refused(Refusal::Duplicate { version: standing.version });
    }
    Ok(standing)
}

/// What the audit keeps of a version that came after another: all that is kept of it, so that `anju verify` finds
/// either of them changed.
pub(crate) fn detail(filed: &Filed, replaced: &str) -> String {
    let Filed { version, hash, lines_hash, name, format, .. } = filed;
    let reason = filed.replacement.as_ref().map_or("", |replacement| &replacement.reason);
    format!(
        "version={version} statement={lines_hash} file={hash} format={format} replaced={replaced} name={name:?} reason={reason}"
    )
}
