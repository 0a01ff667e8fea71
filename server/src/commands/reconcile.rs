//! `anju reconcile`: the bank's statement of a day against our books. Exit 1 while a break is open, exit 2 when the
//! statement is refused and nothing was changed.

use super::{Ended, staff::Staff};
use crate::{config::Books, start};
use app::text::{Lang, day_end as words, problem};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{Fen, reconcile::Explanation};
use service::{
    Ctx,
    reconcile::{self, Break, Explaining, Failure, NotExplained, Refusal, Report, Unreadable},
};
use std::path::PathBuf;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: Option<What>,
    /// The day of the statement, such as 2026-11-20.
    #[arg(long, required = true)]
    date: Option<NaiveDate>,
    /// The statement: CSV in UTF-8 or GB18030 with the header
    /// `account,kind,date,serial,amount,reference,counterparty`, or ISO 20022 camt.053. Without it, what is open of the
    /// day is matched again.
    #[arg(long)]
    bank_file: Option<PathBuf>,
    /// Take a statement with duplicate or late lines, or one that does not add up, and keep each as a break.
    #[arg(long, requires = "bank_file")]
    keep_irregular: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Breaks that are open, the oldest first; one JSON object a line.
    Breaks(BreaksArgs),
    /// Say why a break is open; it goes on ageing.
    Explain(SayArgs),
    /// Say why a break is over.
    Resolve(SayArgs),
}

#[derive(clap::Args)]
struct BreaksArgs {
    #[command(flatten)]
    books: Books,
}

#[derive(clap::Args)]
struct SayArgs {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// Id of the break.
    id: String,
    /// `in_transit`, `bank_mistake`, `own_mistake`, `booked_elsewhere` or `split_payment`.
    #[arg(long)]
    reason: String,
    #[arg(long, default_value = "")]
    note: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    match args.what {
        Some(What::Breaks(args)) => breaks(&start::open(&args.books).await?).await,
        Some(What::Explain(args)) => say(args, false).await,
        Some(What::Resolve(args)) => say(args, true).await,
        None => take(args).await,
    }
}

async fn take(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let Some(day) = args.date else { return Ok(Ended::Refused("--date is needed".into())) };
    let file = match &args.bank_file {
        None => None,
        Some(path) => match reconcile::read(path) {
            Err(error) => return Ok(Ended::Refused(format!("{}: {error}", path.display()))),
            Ok(Err(why)) => return Ok(Ended::Refused(unreadable(&why))),
            Ok(Ok(file)) => Some(file),
        },
    };
    match reconcile::reconcile(&ctx, day, file, args.keep_irregular).await {
        Ok(report) => {
            // The sheet of the day is drawn with it, for the page.
            service::day_end::show(&ctx, day).await?;
            print(&report, args.json);
            Ok(if report.open.is_empty() { Ended::Well } else { Ended::WithFindings })
        }
        Err(Failure::Refused(refusal)) => Ok(Ended::Refused(refused(&refusal))),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn breaks(ctx: &Ctx) -> anyhow::Result<Ended> {
    let today = ctx.today();
    let open = reconcile::standing(ctx, today).await?.open;
    for one in &open {
        println!("{}", break_json(one, (today - one.day).num_days()));
    }
    Ok(if open.is_empty() { Ended::Well } else { Ended::WithFindings })
}

async fn say(args: SayArgs, closes: bool) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let Some(explanation) = Explanation::from_code(&args.reason.replace('-', "_")) else {
        let known: Vec<_> = Explanation::ALL.iter().map(|one| one.code()).collect();
        return Ok(Ended::Refused(format!("--reason is one of {}", known.join(", "))));
    };
    let signed_in = match args.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let said = Explaining { explanation, note: args.note, closes };
    let done = match signed_in.first() {
        Ok(by) => reconcile::explain(&ctx, by, &args.id, &said).await,
        Err(_) => {
            signed_in.sign_out(&ctx).await?;
            return Ok(Ended::Refused("a first reviewer explains".into()));
        }
    };
    signed_in.sign_out(&ctx).await?;
    Ok(match done {
        Ok(one) => {
            println!("{}", break_json(&one, (ctx.today() - one.day).num_days()));
            Ended::Well
        }
        Err(NotExplained::NotFound) => Ended::Refused("not_found: there is no such break".into()),
        Err(NotExplained::Over) => Ended::Refused("over: the break is over".into()),
        Err(NotExplained::Note(why)) => {
            Ended::Refused(format!("--note: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotExplained::Fault(fault)) => return Err(fault.into()),
    })
}

/// The sentences for a statement that is not taken in, in both languages; nothing was changed.
fn refused(refusal: &Refusal) -> String {
    let both = |zh: &str, en: &str| format!("{}: {en} · {zh}", refusal.code());
    match refusal {
        Refusal::NotOver { today } => {
            both("这一天还没有结束", &format!("the day is not over: today is {today}"))
        }
        Refusal::OtherDay { said } => {
            both(&format!("对账单日期是 {said}"), &format!("the statement is of {said}"))
        }
        Refusal::OtherAccount { known, said } => both(
            &format!("对账单账号 {said} 与以前的 {known} 不同"),
            &format!("the statement is of account {said}, those before it were of {known}"),
        ),
        Refusal::Irregular(all) => {
            let lines = all.iter().flat_map(|one| [Lang::En, Lang::Zh].map(|l| words::irregular(l, one)));
            let head = both("对账单有误，未作任何更改", "the statement is irregular; nothing was changed");
            std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
        }
        Refusal::Altered(all) => {
            let lines = all.iter().map(|one| words::difference(Lang::En, one));
            let head = both(
                "当日已有另一份对账单，内容不同，未作任何更改",
                "another statement stands for the day and says otherwise; nothing was changed",
            );
            std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
        }
    }
}

fn unreadable(why: &Unreadable) -> String {
    let what = match why {
        Unreadable::Empty => "the file is empty · 文件是空的".into(),
        Unreadable::TooLarge => "the file is larger than 32 MB · 文件超过 32 MB".into(),
        Unreadable::TooManyLines => "more than 200,000 movements · 超过 200,000 笔".into(),
        Unreadable::NotText => "neither UTF-8 nor GB18030 · 不是 UTF-8 或 GB18030 文本".into(),
        Unreadable::Header => {
            format!("the first line must be {} · 表头不对", reconcile::CSV_HEADER.join(","))
        }
        Unreadable::NoBalance => "opening or closing balance is missing · 缺少期初或期末余额".into(),
        Unreadable::Doctype => "a document type is not taken · 不接受 DOCTYPE".into(),
        Unreadable::Entity => "an entity that XML does not have · 不接受自定义实体".into(),
        Unreadable::TooDeep => "elements are nested too deep · 嵌套太深".into(),
        Unreadable::Xml => "not well-formed XML · XML 格式有误".into(),
        Unreadable::OtherMessage => "not a camt.053 statement · 不是 camt.053 对账单".into(),
        Unreadable::SeveralStatements => {
            "not exactly one statement in the file · 文件中应恰好有一份对账单".into()
        }
        Unreadable::NotBooked { line } => format!("entry {line} is not booked · 第 {line} 笔未入账"),
        Unreadable::Currency { line } => format!("entry {line} is not in CNY · 第 {line} 笔不是人民币"),
        Unreadable::Field { line, name } => format!("line {line}: {name} · 第 {line} 行 {name} 有误"),
    };
    format!("{}: {what}", why.code())
}

fn print(report: &Report, json: bool) {
    let (bank, books) = report.closing;
    if json {
        let open = report.open.iter().map(|one| break_json(one, (report.day - one.day).num_days()));
        let object = serde_json::json!({
            "date": report.day.to_string(),
            "taken": report.taken,
            "lines": report.lines,
            "items": report.items,
            "matched": report.matched,
            "opened": report.opened,
            "resolved": report.resolved,
            "closing_bank": bank.map(Fen::plain),
            "closing_books": books.plain(),
            "breaks": open.collect::<Vec<_>>(),
        });
        println!("{object}");
        return;
    }
    let known = if report.taken { "" } else { " (known already)" };
    println!(
        "{}: {} lines{known}, {} items of our books; {} matched, {} breaks opened, {} resolved, {} open",
        report.day,
        report.lines,
        report.items,
        report.matched,
        report.opened,
        report.resolved,
        report.open.len()
    );
    if let Some(bank) = bank {
        println!("closing balance: {} by the bank, {} by our books", bank.plain(), books.plain());
    }
    for one in &report.open {
        let amount = |fen: Option<Fen>| fen.map_or("-".into(), Fen::plain);
        println!(
            "{}  {}  {} d  {}  bank {}  books {}  {}",
            one.id,
            one.day,
            (report.day - one.day).num_days(),
            one.kind.code(),
            amount(one.bank),
            amount(one.books),
            one.item.as_ref().map_or("", |(_, key)| key)
        );
    }
}

fn break_json(one: &Break, age: i64) -> serde_json::Value {
    serde_json::json!({
        "break": one.id,
        "kind": one.kind.code(),
        "date": one.day.to_string(),
        "age_days": age,
        "line": one.line.map(|(_, no)| no),
        "item": one.item.as_ref().map(|(_, key)| key),
        "bank": one.bank.map(Fen::plain),
        "books": one.books.map(Fen::plain),
        "explanation": one.explanation.map(Explanation::code),
        "note": one.note,
        "resolution": one.resolution.map(|resolution| resolution.code()),
    })
}
