//! The table that goes into the README.

/// Rows of work, figure, yardstick, limit.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    pub fn row(&mut self, work: &str, figure: String, limit: &str, kept: bool) {
        let verdict = if kept { "yes" } else { "**no**" };
        eprintln!("{work}: {figure} (limit {limit}: {verdict})");
        self.rows.push([work.into(), figure, limit.into(), verdict.into()]);
    }

    pub fn print(&self) {
        println!("| Work | Measured | Limit | Kept |\n|---|---|---|---|");
        for [work, figure, limit, kept] in &self.rows {
            println!("| {work} | {figure} | {limit} | {kept} |");
        }
    }
}

/// The smallest time of several runs, in microseconds: what the work costs when nothing disturbs it.
pub fn best_micros(runs: u32, mut work: impl FnMut()) -> f64 {
    (0..runs)
        .map(|_| {
            let start = std::time::Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e6
        })
        .fold(f64::INFINITY, f64::min)
}
