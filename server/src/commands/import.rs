//! `anju import remittance FILE`: a contribution file into the ledger. Good lines go in; the others go to a
//! reject file beside the input, with line number, field and reason in Chinese and English.

use super::{Ended, unreadable};
use crate::{config::Books, start};
use anyhow::{Context as _, bail};
use app::text::{Lang, remittance as words};
use clap::Subcommand;
use domain::{
    Fen,
    remittance::{Column, Reason},
    suspense::Reference,
};
use service::{
    policies::Policies,
    remittance::{Excess, ImportError, Imported, Listener, Received, Refusal, import_received},
};
use std::{
    fs::File,
    io::{BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A remittance file (CSV in UTF-8 or GB18030 with the field names of JGJ/T 320). Can be run again: what
    /// is posted stays posted once.
    Remittance(Remittance),
}

#[derive(clap::Args)]
pub struct Remittance {
    #[command(flatten)]
    books: Books,
    /// The file.
    file: PathBuf,
    /// Where rejected lines are listed; `FILE.rejects.csv` unless given.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// What the bank credited for this file, yuan. More than its lines put into accounts goes into suspense;
    /// less is a finding. With `--reference`.
    #[arg(long, requires = "reference")]
    received: Option<String>,
    /// The bank's serial of that credit. Once a line is posted or the file is read to its end, it stands for this
    /// file, for good.
    #[arg(long, requires = "received")]
    reference: Option<String>,
    /// One line of JSON at the end instead of a sentence.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let What::Remittance(args) = args.what;
    if let Some(why) = unreadable(&args.file) {
        return Ok(Ended::Refused(why));
    }
    let ctx = start::open(&args.books).await?;
    ctx.store.expect_bulk().await?;
    let rejects = args.rejects.clone().unwrap_or_else(|| rejects_beside(&args.file));
    let rules = Policies::get().contribution(&ctx.centre.city).and_then(|policy| policy.rules());
    let Some(rules) = rules else { bail!("no contribution rules for the city “{}”", ctx.centre.city) };
    let mut report = Report::new(rejects);
    let started = Instant::now();
    let received = match received(&args) {
        Ok(received) => received,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let imported = match import_received(&ctx, &args.file, &rules, received.as_ref(), &mut report).await {
        Ok(imported) => imported,
        Err(ImportError::Refused(refusal)) => return Ok(Ended::Refused(refused(&refusal))),
        Err(ImportError::Fault(fault)) => {
            return Err(fault).with_context(|| {
                format!("{} was not taken in to its end; run it again", args.file.display())
            });
        }
    };
    let rejects = report.finish()?;
    let seconds = started.elapsed().as_secs_f64();
    print(&imported, rejects.as_deref(), seconds, args.json);
    let off =
        imported.excess.is_some_and(|excess| excess.amount.is_negative() || !excess.over_kept.is_zero());
    Ok(if imported.rejected > 0 || off { Ended::WithFindings } else { Ended::Well })
}

fn received(args: &Remittance) -> Result<Option<Received>, String> {
    let (Some(amount), Some(reference)) = (&args.received, &args.reference) else { return Ok(None) };
    let amount = Fen::parse(amount).map_err(|error| format!("--received {amount}: {error}"))?;
    if amount <= Fen::ZERO {
        return Err("--received: more than 0 yuan".into());
    }
    let reference =
        Reference::parse(reference).map_err(|_| "--reference: not a serial of a bank".to_owned())?;
    Ok(Some(Received { reference, amount }))
}

/// `FILE.rejects.csv`.
pub fn rejects_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejects.csv");
    PathBuf::from(name)
}

/// The sentence for a file that is not taken in at all, in both languages.
pub fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Empty => words::empty_file().into(),
        Refusal::NotText => words::not_text().into(),
        Refusal::Header(error) => words::wrong_header(error),
        Refusal::NoGoodLine { read } => words::no_good_line(*read),
        Refusal::ReferenceUsed => words::reference_used().into(),
    }
}

/// Writes the reject file and, on a terminal, a line of progress. The file is made with its first finding, so
/// that a clean import leaves none; one of an earlier run goes.
pub struct Report {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    live: bool,
    quiet: bool,
}

impl Report {
    pub fn new(path: PathBuf) -> Report {
        Report { path, file: None, live: std::io::stderr().is_terminal(), quiet: false }
    }

    /// Without a line of progress, for a caller that shows its own.
    pub fn quiet(path: PathBuf) -> Report {
        Report { quiet: true, ..Report::new(path) }
    }

    /// Closes the reject file; answers its path when there is one.
    pub fn finish(mut self) -> anyhow::Result<Option<PathBuf>> {
        if self.live && !self.quiet {
            eprintln!();
        }
        match self.file.take() {
            Some(file) => {
                file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
                Ok(Some(self.path))
            }
            None => {
                // Not there is what is wanted.
                let _ = std::fs::remove_file(&self.path);
                Ok(None)
            }
        }
    }
}

impl Report {
    /// Writes a finding; the first one makes the file.
    pub fn write(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let mut file = BufWriter::new(File::create(&self.path)?);
                // The byte order mark makes Excel read UTF-8.
                writeln!(file, "\u{FEFF}{}", words::REJECT_HEADER)?;
                self.file.insert(file)
            }
        };
        let field = column.map_or("", Column::name);
        let name = |lang| column.map_or(String::new(), |column| format!("{}：", words::column(lang, column)));
        writeln!(
            file,
            "{line},{field},{},\"{}{}\",\"{}{}\"",
            reason.code(),
            name(Lang::Zh),
            words::reason(Lang::Zh, reason),
            name(Lang::En).replace('：', ": "),
            words::reason(Lang::En, reason)
        )
    }
}

impl Listener for Report {
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        self.write(line, column, reason)
    }

    fn progress(&mut self, imported: &Imported, permille: u64) {
        if self.live && !self.quiet {
            eprint!(
                "\r{:>3}.{} %  {} lines, {} posted, {} rejected",
                permille / 10,
                permille % 10,
                imported.lines,
                imported.posted,
                imported.rejected
            );
        }
    }
}

fn print(imported: &Imported, rejects: Option<&Path>, seconds: f64, json: bool) {
    let rate = imported.lines as f64 / seconds.max(0.001);
    if json {
        let line = serde_json::json!({
            "batch": imported.batch_id,
            "lines": imported.lines,
            "posted": imported.posted,
            "unchanged": imported.unchanged,
            "rejected": imported.rejected,
            "accounts_opened": imported.opened,
            "amount": imported.amount.plain(),
            "excess": imported.excess.map(|excess| excess.amount.plain()),
            "over_kept": imported.excess.map(|excess| excess.over_kept.plain()),
            "rejects": rejects.map(|path| path.display().to_string()),
            "seconds": format!("{seconds:.3}"),
            "lines_per_second": format!("{rate:.0}"),
        });
        println!("{line}");
        return;
    }
    println!(
        "{} lines: {} posted ({} yuan), {} unchanged, {} rejected; {} accounts opened. {seconds:.1} s, {rate:.0} lines/s.",
        imported.lines,
        imported.posted,
        imported.amount,
        imported.unchanged,
        imported.rejected,
        imported.opened
    );
    if let Some(excess) = imported.excess {
        print_excess(excess, &imported.batch_id);
    }
    if let Some(path) = rejects {
        println!("Rejected lines: {}", path.display());
    }
}

fn print_excess(excess: Excess, batch: &str) {
    let Excess { amount, over_kept } = excess;
    if amount.is_negative() {
        println!("The bank credited less than the accounts got: {} yuan.", amount.plain());
    } else if !amount.is_zero() {
        println!("More than the accounts got, in suspense: {} yuan.", amount.plain());
    }
    let sum = over_kept.plain();
    if over_kept.is_negative() {
        println!(
            "Of that {} yuan are not in the books: an earlier run was told of less. Book them under a serial of \
             their own: anju suspense receive",
            sum.trim_start_matches('-')
        );
    } else if !over_kept.is_zero() {
        println!(
            "An earlier run kept {sum} yuan more. What lines have taken since, two people give up: \
             anju suspense file {batch} --reference {batch} --amount YUAN --staff LOGIN"
        );
    }
}
