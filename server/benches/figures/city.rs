//! A city's books, made and used as a centre makes and uses them: remittance files taken in month by month, the
//! interest of the years that are over, the days closed, then pages read and everything checked.

use crate::{
    centre, home, load,
    process::{anju, on_books, peak_memory_mb, watched},
};
use anyhow::{Context as _, ensure};
use server::{config::Books, start};
use service::Ctx;
use std::path::PathBuf;
use store::{Engine, testing::TestStore};

pub const MONTHS: u32 = 24;
pub const CONNECTIONS: usize = 32;
const SECONDS: u64 = 10;

/// The books of one size on one engine. Database, keys and files go when this value goes.
pub struct City {
    pub engine: Engine,
    pub accounts: u32,
    pub db: TestStore,
    pub dir: tempfile::TempDir,
}

/// What one city cost.
pub struct Measured {
    pub accounts: u32,
    pub lines_per_second: f64,
    pub import_mb: u64,
    /// Of the last year that is over, twelve entries each.
    pub interest_seconds: f64,
    pub interest_mb: u64,
    pub verified_rows: u64,
    pub verified_per_second: f64,
    pub verify_mb: u64,
    pub home: load::Outcome,
    /// The same store calls behind a bare handler that answers a page made before.
    pub bare: load::Outcome,
    /// Of the process that serves, in MB.
    pub serving_mb: u64,
    /// Sessions of about a thousand members, spread over the whole city.
    pub tokens: Vec<String>,
}

impl City {
    pub async fn founded(engine: Engine, accounts: u32) -> anyhow::Result<City> {
        let db = TestStore::new(engine).await;
        db.store.close().await;
        Ok(City { engine, accounts, db, dir: tempfile::tempdir()? })
    }

    pub fn books(&self) -> Books {
        Books { database: self.db.url.clone(), ..centre::books(self.dir.path()) }
    }

    pub async fn measured(&self) -> anyhow::Result<Measured> {
        let (lines_per_second, import_mb) = self.load()?;
        on_books(self, &["settle-interest", "--year", "2025"])?;
        let interest = on_books(self, &["settle-interest", "--year", "2026"])?;
        on_books(self, &["close-day"])?;
        let ctx = start::open(&self.books()).await?;
        let tokens = self.tokens(&ctx).await?;
        let (home, bare) = self.visited(&ctx, &tokens).await?;
        let serving_mb = peak_memory_mb(std::process::id()).unwrap_or(0);
        // What comes after must not find the memory of this one's connections.
        ctx.store.close().await;
        let (verified_rows, verified_per_second, verify_mb) = self.verified()?;
        let accounts = self.accounts;
        Ok(Measured {
            accounts,
            lines_per_second,
            import_mb,
            interest_seconds: interest.seconds,
            interest_mb: interest.peak_mb,
            verified_rows,
            verified_per_second,
            verify_mb,
            home,
            bare,
            serving_mb,
            tokens,
        })
    }

    /// Lines a second over all files, and the most memory that any import took, in MB.
    fn load(&self) -> anyhow::Result<(f64, u64)> {
        let (mut lines, mut seconds, mut peak_mb) = (0, 0.0, 0);
        for file in self.files()? {
            lines += count_lines(&file)? - 1;
            let ran = on_books(self, &["import", "remittance", &file.to_string_lossy()])?;
            seconds += ran.seconds;
            peak_mb = peak_mb.max(ran.peak_mb);
            std::fs::remove_file(file)?;
        }
        Ok((lines as f64 / seconds, peak_mb))
    }

    fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let files = self.dir.path().join("files");
        let mut write = anju();
        write
            .args(["demo", "--files-only", "--accounts", &self.accounts.to_string()])
            .args(["--months", &MONTHS.to_string(), "--files"])
            .arg(&files)
            .env("ANJU_DATABASE", format!("sqlite://{}", self.dir.path().join("unused.db").display()))
            .env("ANJU_KEYS", self.books().keys);
        watched(write)?;
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(files)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
        files.sort();
        ensure!(files.len() == MONTHS as usize, "a file a month");
        Ok(files)
    }

    /// Home pages of random accounts, and the yardstick between two runs of them, of which the better counts.
    async fn visited(&self, ctx: &Ctx, tokens: &[String]) -> anyhow::Result<(load::Outcome, load::Outcome)> {
        let portal = home::portal(ctx, self.dir.path());
        let bare = home::bare(ctx, home::sample(portal.clone(), &tokens[0]).await?);
        let (portal, bare) = (centre::serve(portal).await?, centre::serve(bare).await?);
        let first = load::drive(portal, "/", CONNECTIONS, SECONDS, tokens).await?;
        let bare = load::drive(bare, "/", CONNECTIONS, SECONDS, tokens).await?;
        let second = load::drive(portal, "/", CONNECTIONS, SECONDS, tokens).await?;
        Ok((if first.p99_ms < second.p99_ms { first } else { second }, bare))
    }

    async fn tokens(&self, ctx: &Ctx) -> anyhow::Result<Vec<String>> {
        let visitors = centre::sign_in(ctx, self.accounts, (self.accounts / 1000).max(1) as usize).await?;
        Ok(visitors.into_iter().map(|visitor| visitor.token).collect())
    }

    /// Rows, rows a second, memory in MB.
    fn verified(&self) -> anyhow::Result<(u64, f64, u64)> {
        let ran = on_books(self, &["verify"])?;
        let rows = ran.said.split(", ").find_map(|part| part.strip_suffix(" transfers"));
        let rows: u64 = rows.context("a count of rows")?.parse()?;
        Ok((rows, rows as f64 / ran.seconds, ran.peak_mb))
    }
}

fn count_lines(file: &std::path::Path) -> anyhow::Result<usize> {
    use std::io::BufRead as _;
    Ok(std::io::BufReader::new(std::fs::File::open(file)?).split(b'\n').count())
}
