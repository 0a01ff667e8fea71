//! What `anju reconcile` says: why a statement is refused, what a run did, what is kept.

use app::text::{Lang, day_end as words, problem};
use domain::{Fen, reconcile::Explanation};
use service::reconcile::{self, Break, Filed, Refusal, Report, Unreadable};

/// The sentences for a statement that is not taken in, in both languages; nothing was changed.
pub(super) fn refused(refusal: &Refusal) -> String {
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
                "another statement stands for the day and says otherwise; nothing was changed. \
                 Where that one is wrong, a teller replaces it: anju reconcile replace",
            );
            std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
        }
        Refusal::NothingToReplace => both(
            "当日还没有对账单，用 anju reconcile 收取",
            "no statement of the day was taken in yet; anju reconcile takes the first one",
        ),
        Refusal::Duplicate { version } => both(
            &format!("与当日第 {version} 版对账单内容相同，未作任何更改"),
            &format!("version {version}, which stands, says the same; nothing was changed"),
        ),
        Refusal::Signed { day, is_final: false } => both(
            &format!(
                "{day} 的轧账单已有人签字，签过字的依据不能更换，未作任何更改。先撤回签字：anju day-end take-back --date {day}"
            ),
            &format!(
                "somebody has signed the day-end sheet of {day}, which rests upon the statement; nothing was changed. \
                 The signature is taken back first: anju day-end take-back --date {day}"
            ),
        ),
        Refusal::Signed { day, is_final: true } => both(
            &format!(
                "{day} 的轧账单三人均已签字，账已轧定，未作任何更改。对账单的差错列为未达账并说明，在以后的日期更正"
            ),
            &format!(
                "three people have signed the day-end sheet of {day}, which is final; nothing was changed. Explain the \
                 break and correct it by a later day"
            ),
        ),
        Refusal::Reason(why) => both(
            &format!("更换原因：{}", problem::sentence(Lang::Zh, why)),
            &format!("--reason: {}", problem::sentence(Lang::En, why)),
        ),
    }
}

pub(super) fn unreadable(why: &Unreadable) -> String {
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

pub(super) fn print(report: &Report, json: bool) {
    let (bank, books) = report.closing;
    if json {
        let open = report.open.iter().map(|one| break_json(one, (report.day - one.day).num_days()));
        let object = serde_json::json!({
            "date": report.day.to_string(),
            "taken": report.taken,
            "version": report.version,
            "matched_again": report.later.iter().map(ToString::to_string).collect::<Vec<_>>(),
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
    let known = match (report.taken, report.version) {
        (false, _) => " (known already)".into(),
        (true, 1) => String::new(),
        (true, version) => format!(" (version {version})"),
    };
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
    for day in &report.later {
        println!("{day}: matched again");
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

pub(super) fn break_json(one: &Break, age: i64) -> serde_json::Value {
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

/// A version of a statement, with its lines as they came.
pub(super) fn version_json(filed: &Filed, stands: bool) -> serde_json::Value {
    let statement = &filed.statement;
    let lines = statement.lines.iter().map(|line| {
        serde_json::json!({
            "line": line.no,
            "serial": line.serial,
            "date": line.value_date.to_string(),
            "amount": line.amount.plain(),
            "reference": line.reference,
            "counterparty": line.counterparty,
            "duplicate": line.duplicate,
        })
    });
    serde_json::json!({
        "date": statement.day.to_string(),
        "version": filed.version,
        "stands": stands,
        "file": filed.name,
        "format": filed.format,
        "sha256": filed.hash,
        "taken_ms": filed.taken.ms(),
        "replaced_by": filed.replacement.as_ref().map(|replacement| &replacement.by),
        "reason": filed.replacement.as_ref().map(|replacement| &replacement.reason),
        "account": statement.account,
        "opening": statement.opening.plain(),
        "closing": statement.closing.plain(),
        "lines": lines.collect::<Vec<_>>(),
    })
}
