//! `anju base`: the annual adjustment of bases. A first reviewer proposes a unit's file, the workers confirm or object,
//! objections are settled, a second reviewer decides, and `apply` lets it take effect.

use super::{
    Ended,
    import::{Report, rejects_beside},
    staff::{Staff, sentence, told},
    unreadable,
};
use crate::{config::Books, start};
use app::text::{Lang, base as words, remittance};
use clap::Subcommand;
use domain::{
    AccountNo, Month, UnitNo,
    base::Settlement,
    remittance::{Column, Reason},
};
use service::{
    Ctx,
    base::{self, Batch, Findings, Line, NotProposed, Request, Settling, Source},
};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Propose a unit's file (CSV with `GRZH`, `GRJCJS` and, where they change, `DWJCBL`, `GRJCBL`). With one wrong
    /// line nothing of it is taken.
    Propose(Propose),
    /// Approve a batch; it takes effect with its month.
    Approve(Decide),
    /// Leave all accounts as they are.
    Refuse(Decide),
    /// Settle a worker's objection.
    Settle(Settle),
    /// Let approved batches take effect whose month has come. Killed, it is run again; run twice, nothing.
    Apply,
    /// All batches, one JSON object a line.
    List,
    /// The lines of a batch, objections first, one JSON object a line.
    Show { id: String },
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    staff: Staff,
    /// The file.
    file: PathBuf,
    /// Unit account number.
    #[arg(long)]
    unit: String,
    /// The year in which the contribution year begins.
    #[arg(long)]
    year: i32,
    /// The first month of the new base; the first one possible unless given.
    #[arg(long)]
    from: Option<String>,
    /// Where wrong lines are listed; `FILE.rejects.csv` unless given.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Id of the batch: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Decide {
    #[command(flatten)]
    staff: Staff,
    /// Id of the batch.
    id: String,
}

#[derive(clap::Args)]
struct Settle {
    #[command(flatten)]
    staff: Staff,
    /// Id of the batch.
    id: String,
    /// Account number of the worker who objected.
    account: String,
    /// Stand by the proposed base.
    #[arg(long, conflicts_with = "withdraw", required_unless_present = "withdraw")]
    keep: bool,
    /// Take the line out: the old base stays.
    #[arg(long)]
    withdraw: bool,
    /// The answer to the worker.
    #[arg(long)]
    note: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Propose(propose) => propose_file(&ctx, propose).await,
        What::Approve(decide) => decided(&ctx, decide, true).await,
        What::Refuse(decide) => decided(&ctx, decide, false).await,
        What::Settle(settle) => settled(&ctx, settle).await,
        What::Apply => {
            let applied = base::apply_due(&ctx, base::PIECE).await?;
            let base::Applied { batches, accounts, skipped } = applied;
            println!(
                "{}",
                serde_json::json!({ "batches": batches, "accounts": accounts, "skipped": skipped })
            );
            Ok(Ended::Well)
        }
        What::List => {
            base::list(&ctx).await?.iter().for_each(|batch| println!("{}", json(batch)));
            Ok(Ended::Well)
        }
        What::Show { id } => {
            base::lines(&ctx, &id).await?.iter().for_each(|line| println!("{}", line_json(line)));
            Ok(Ended::Well)
        }
    }
}

async fn propose_file(ctx: &Ctx, propose: Propose) -> anyhow::Result<Ended> {
    let Ok(unit) = UnitNo::parse(&propose.unit) else {
        return Ok(Ended::Refused(format!("“{}” is not a unit account number", propose.unit)));
    };
    let Ok(from) = propose.from.as_deref().map(Month::parse).transpose() else {
        return Ok(Ended::Refused("--from: a month is YYYY-MM".into()));
    };
    if let Some(why) = unreadable(&propose.file) {
        return Ok(Ended::Refused(why));
    }
    let signed_in = match propose.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(by) => {
            let id = propose.id.unwrap_or_else(|| ctx.uuid(ctx.now()));
            let request = Request { id, unit, year: propose.year, from };
            let rejects = propose.rejects.unwrap_or_else(|| rejects_beside(&propose.file));
            let mut report = Wrong { report: Report::quiet(rejects), first: None };
            let source = Source::Path(propose.file);
            let done = base::propose(ctx, by, request, source, &mut report).await;
            let (path, first) = (report.report.finish()?, report.first);
            proposed(done, path, first)
        }
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

/// Writes findings to the report file, and keeps the first for the sentence at the end.
struct Wrong {
    report: Report,
    first: Option<String>,
}

impl Findings for Wrong {
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        if self.first.is_none() {
            self.first =
                Some(format!("line {line}: {}: {}", reason.code(), remittance::reason(Lang::En, reason)));
        }
        self.report.write(line, column, reason)
    }
}

fn proposed(
    done: Result<Batch, NotProposed>,
    rejects: Option<PathBuf>,
    first: Option<String>,
) -> anyhow::Result<Ended> {
    Ok(match done {
        Ok(batch) => {
            println!("{}", json(&batch));
            Ended::Well
        }
        Err(NotProposed::Refused(refused)) => Ended::Refused(sentence(refused)?),
        Err(NotProposed::File(why)) => Ended::Refused(words::file_refusal(Lang::En, why).into()),
        Err(NotProposed::Lines { findings }) => {
            let (first, rejects) = (first.unwrap_or_default(), rejects.unwrap_or_default());
            Ended::Refused(format!("{first}\n{findings} findings, nothing changed: {}", rejects.display()))
        }
    })
}

async fn decided(ctx: &Ctx, decide: Decide, approve: bool) -> anyhow::Result<Ended> {
    let signed_in = match decide.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.second() {
        Ok(by) if approve => told(base::approve(ctx, by, &decide.id).await.map(|done| json(&done))),
        Ok(by) => told(base::refuse(ctx, by, &decide.id).await.map(|done| json(&done))),
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

async fn settled(ctx: &Ctx, settle: Settle) -> anyhow::Result<Ended> {
    let Ok(account) = AccountNo::parse(&settle.account) else {
        return Ok(Ended::Refused(format!("“{}” is not an account number", settle.account)));
    };
    let signed_in = match settle.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let settlement = if settle.keep { Settlement::Kept } else { Settlement::Withdrawn };
    let done = match signed_in.first() {
        Ok(by) => {
            let settling = Settling { batch_id: settle.id, account, settlement, note: settle.note };
            told(base::settle(ctx, by, settling).await.map(|done| json(&done)))
        }
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

fn json(batch: &Batch) -> serde_json::Value {
    let counts = &batch.counts;
    serde_json::json!({
        "id": batch.id,
        "unit_account_no": batch.unit_no,
        "year": batch.year,
        "effective": batch.effective,
        "state": batch.state.code(),
        "answer_by": batch.answer_by,
        "lines": counts.lines,
        "confirmed": counts.confirmed,
        "objected": counts.objected,
        "objections_open": counts.open,
        "withdrawn": counts.withdrawn,
        "applied": counts.applied,
    })
}

fn line_json(line: &Line) -> serde_json::Value {
    serde_json::json!({
        "account_no": line.account,
        "base_before": line.old.base.plain(),
        "base": line.new.base.plain(),
        "unit_rate": line.new.unit_rate.to_string(),
        "personal_rate": line.new.personal_rate.to_string(),
        "monthly": line.new.monthly().plain(),
        "answer": line.answer.map(domain::base::Answer::code),
        "reason": line.reason,
        "settle_by": line.settle_by,
        "settled": line.settled.map(Settlement::code),
        "applied": line.is_applied,
    })
}
