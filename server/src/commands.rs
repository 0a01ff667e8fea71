//! The command line. A command that refuses its input exits 2 with a sentence; a finding or a fault exits 1; success 0.

use clap::{Parser, Subcommand};
use std::{fs::File, path::Path, process::ExitCode};
use tracing_subscriber::EnvFilter;

pub mod account;
pub mod agent;
pub mod arrears;
pub mod backup;
pub mod base;
pub mod calc;
pub mod cert;
pub mod close_day;
mod closing;
pub mod correct;
pub mod day_end;
pub mod debit;
pub mod deferral;
pub mod demo;
pub mod import;
pub mod indicators;
pub mod migrate;
pub mod move_to;
mod new_login;
pub mod plan;
pub mod policy;
pub mod reconcile;
pub mod restore;
pub mod serve;
pub mod settle_interest;
mod staff;
pub mod staff_admin;
pub mod statement;
pub mod suspense;
pub mod totp;
pub mod transfer;
pub mod trial_balance;
pub mod unit;
pub mod verify;

/// Anju 安居: the self-service portal of a housing provident fund centre.
#[derive(Parser)]
#[command(name = "anju", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Seal, unseal, freeze, unfreeze or move an account, by two people.
    Account(account::Args),
    /// Who may speak for a unit in the portal.
    Agent(agent::Args),
    /// Units and months for which nothing has come.
    Arrears(arrears::Args),
    /// Copy the books to a file while the portal serves, and verify the copy.
    Backup(backup::Args),
    /// The annual adjustment of bases: a unit's batch, its answers, its effect.
    Base(base::Args),
    /// Work with certificates outside the portal.
    Cert(cert::Args),
    /// Close the rows of a day into a tree and publish its root.
    CloseDay(close_day::Args),
    /// Serve the portal.
    Serve(serve::Args),
    /// The calculators: loan, prepay, combination, limit, interest.
    Calc(calc::Args),
    /// Corrections of mis-payments, by two people.
    Correct(correct::Args),
    /// The day-end sheet: show it, sign it.
    DayEnd(day_end::Args),
    /// Debit flexible contributors whose day has come, once.
    Debit(debit::Args),
    /// Deferral (缓缴) and lower rates of a unit, by two people.
    Deferral(deferral::Args),
    /// Make a demo centre by writing remittance files and importing them.
    Demo(demo::Args),
    /// Take a remittance file into the ledger.
    Import(import::Args),
    /// The indicators of the fund, and the open numbers.
    Indicators(indicators::Args),
    /// Apply the migrations of the database.
    Migrate(migrate::Args),
    /// Move the books from SQLite to PostgreSQL, verified on both sides.
    MoveTo(move_to::Args),
    /// The yearly plan that indicators are measured against, by two people.
    Plan(plan::Args),
    /// City rules: check, list, decide, explain.
    Policy(policy::Args),
    /// Compare the bank's statement of a day with our books.
    Reconcile(reconcile::Args),
    /// Put a backup in place, after verifying it.
    Restore(restore::Args),
    /// Settle the interest of an accrual year, or adjust settled ones.
    SettleInterest(settle_interest::Args),
    /// Who works for the centre, in which role.
    Staff(staff_admin::Args),
    /// The statement of an account and interest year, and checking an exported one.
    Statement(statement::Args),
    /// Money that came without an account, by two people.
    Suspense(suspense::Args),
    /// Show the one-time code of now for a secret.
    Totp(totp::Args),
    /// Transfers between cities, by two people.
    Transfer(transfer::Args),
    /// The books at the end of a day: one line per account of the chart, debits and credits.
    TrialBalance(trial_balance::Args),
    /// Facts about a unit: its pay day.
    Unit(unit::Args),
    /// Recompute every balance and check every invariant and the audit chain.
    Verify(verify::Args),
}

/// How a command ended without a fault.
pub enum Ended {
    Well,
    /// Something was found that a person must look at: exit 1.
    WithFindings,
    /// The input was refused, for this reason: exit 2.
    Refused(String),
}

/// Why a file that was named cannot be opened, as a sentence.
fn unreadable(file: &Path) -> Option<String> {
    File::open(file).err().map(|error| format!("{}: {error}", file.display()))
}

/// Reads the command line and runs the command.
pub fn run() -> ExitCode {
    // Books, backups and lists hold what is nobody else's on this machine.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    start_logging();
    let command = Cli::parse().command;
    if command.can_wait() {
        // Before there are threads, which inherit it. Where it is refused, the command only takes its share.
        let _ = rustix::process::nice(LEAST_URGENT);
    }
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(carry_out(command)),
        Err(error) => {
            eprintln!("no threads to run on: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The lowest priority that there is (`nice`).
const LEAST_URGENT: i32 = 19;

impl Command {
    /// Reads all rows, often beside a portal on the same machine whose pages go first.
    const fn can_wait(&self) -> bool {
        matches!(self, Command::Backup(_) | Command::Verify(_))
    }
}

async fn carry_out(command: Command) -> ExitCode {
    let ended = match command {
        Command::Account(args) => account::run(args).await,
        Command::Agent(args) => agent::run(args).await,
        Command::Arrears(args) => arrears::run(args).await,
        Command::Backup(args) => backup::run(args).await,
        Command::Base(args) => base::run(args).await,
        Command::Cert(args) => cert::run(&args),
        Command::CloseDay(args) => close_day::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Calc(args) => calc::run(args),
        Command::Correct(args) => correct::run(args).await,
        Command::DayEnd(args) => day_end::run(args).await,
        Command::Debit(args) => debit::run(args).await,
        Command::Deferral(args) => deferral::run(args).await,
        Command::Demo(args) => demo::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Indicators(args) => indicators::run(args).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::MoveTo(args) => move_to::run(args).await,
        Command::Plan(args) => plan::run(args).await,
        Command::Policy(args) => policy::run(args).await,
        Command::Reconcile(args) => reconcile::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::SettleInterest(args) => settle_interest::run(args).await,
        Command::Staff(args) => staff_admin::run(args).await,
        Command::Statement(args) => statement::run(args).await,
        Command::Suspense(args) => suspense::run(args).await,
        Command::Totp(args) => Ok(totp::run(args)),
        Command::Transfer(args) => transfer::run(args).await,
        Command::TrialBalance(args) => trial_balance::run(args).await,
        Command::Unit(args) => unit::run(args).await,
        Command::Verify(args) => verify::run(args).await,
    };
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFindings) => ExitCode::from(1),
        Ok(Ended::Refused(why)) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(1)
        }
    }
}

/// Logs go to standard error; `RUST_LOG` chooses what, `info` of ours by default.
fn start_logging() {
    let filter = log_filter(std::env::var("RUST_LOG").ok());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// What is logged, whatever is asked for: never the lines of a library that hold whole addresses.
pub fn log_filter(wanted: Option<String>) -> EnvFilter {
    let ours = "warn,server=info,service=info,app=info";
    let filter = wanted.and_then(|wanted| EnvFilter::try_new(wanted).ok()).unwrap_or_else(|| ours.into());
    LOGS_ADDRESSES.iter().filter_map(|name| name.parse().ok()).fold(filter, EnvFilter::add_directive)
}

/// `CsrfLayer` writes the address of every request at `trace`.
const LOGS_ADDRESSES: [&str; 1] = ["tower_http=off"];
