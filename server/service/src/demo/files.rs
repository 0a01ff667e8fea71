//! The remittance files of a plan: one per month, the field names of the standard, the second one in GB18030.

use super::{Plan, Worker, plan::Unit};
use crate::Fault;
use domain::{Fen, Month, contribution::ContributionRules};
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Files in the order in which they are to be imported.
pub struct FileSet {
    pub paths: Vec<PathBuf>,
    pub lines: u64,
}

const HEADER: &str =
    "DWZH,DWMC,TYSHXYDM,GRZH,XINGMING,ZJLX,ZJHM,HBJNY,YWLX,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE,JZRQ,GRZHZT";

/// Writes the files into a folder, which is made when absent.
pub fn write(plan: &Plan, rules: &ContributionRules, folder: &Path) -> Result<FileSet, Fault> {
    std::fs::create_dir_all(folder)?;
    let first = plan.size.through.plus(1 - plan.size.months as i32);
    let mut files = FileSet { paths: Vec::new(), lines: 0 };
    for (number, month) in first.through(plan.size.through).enumerate() {
        let path = folder.join(format!("remittance-{}.csv", month.compact()));
        let gb18030 = number == 1;
        let mut out = std::io::BufWriter::new(std::fs::File::create(&path)?);
        writeln!(out, "{HEADER}")?;
        for worker in plan.workers.iter().filter(|worker| worker.is_paid_in(month)) {
            let unit = plan.units.get(worker.unit).ok_or(Fault::Invariant("a worker has an employer"))?;
            let line = line(worker, unit, month, rules)?;
            if gb18030 {
                out.write_all(&encoding_rs::GB18030.encode(&line).0)?;
            } else {
                out.write_all(line.as_bytes())?;
            }
            files.lines += 1;
        }
        out.flush()?;
        files.paths.push(path);
    }
    Ok(files)
}

fn line(worker: &Worker, unit: &Unit, month: Month, rules: &ContributionRules) -> Result<String, Fault> {
    let base = worker.base_in(month, rules);
    let share = unit.rate.of(base, rules.rounding).map(Fen::plain).ok_or(Fault::Invariant("a share fits"))?;
    let state = if worker.sealed_after == Some(month) { "02" } else { "01" };
    Ok(format!(
        "{},{},{},{},{},01,{},{},01,{},{rate},{rate},{share},{share},{}{:02},{state}\n",
        unit.number,
        unit.name,
        unit.credit_code,
        worker.account_no,
        worker.name,
        worker.id_number.reveal(),
        month.compact(),
        base.plain(),
        month.compact(),
        unit.pay_day,
        rate = unit.rate,
    ))
}

#[cfg(test)]
mod tests {
    use crate::demo::{Cast, Size, plan, write};
    use domain::{
        ContributionRate, Fen, Month,
        contribution::{BaseLimits, ContributionRounding, ContributionRules},
        remittance::{Header, RemittanceLine},
    };

    fn rules() -> ContributionRules {
        ContributionRules {
            limits: vec![BaseLimits {
                from: Month::new(2026, 7).unwrap(),
                floor: Fen::from_yuan(2195),
                ceiling: Fen::from_yuan(24_795),
            }],
            rate_min: ContributionRate::from_bp(500),
            rate_max: ContributionRate::from_bp(1200),
            rounding: ContributionRounding::Fen,
            advance_months: 12,
            lowest_granted: None,
        }
    }

    fn files(seed: u64) -> (tempfile::TempDir, Vec<Vec<u8>>) {
        let size = Size { accounts: 400, months: 24, through: Month::new(2026, 10).unwrap() };
        let cast = Cast::of(350_599).unwrap();
        let plan = plan(seed, 350_599, "泉州", size, &rules(), &cast).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let set = write(&plan, &rules(), dir.path()).unwrap();
        assert_eq!(set.paths.len(), 24);
        let bytes = set.paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
        (dir, bytes)
    }

    #[test]
    fn every_line_holds_and_one_file_is_in_gb18030() {
        let (_dir, files) = files(1);
        let today = "2026-11-21".parse().unwrap();
        let mut gaps = 0;
        for (number, bytes) in files.iter().enumerate() {
            let text = match String::from_utf8(bytes.clone()) {
                Ok(text) => text,
                Err(_) => {
                    assert_eq!(number, 1);
                    encoding_rs::GB18030.decode(bytes).0.into_owned()
                }
            };
            let mut lines = text.lines();
            let header = Header::parse(lines.next().unwrap()).unwrap();
            for line in lines.by_ref() {
                RemittanceLine::parse(&header, line, &rules(), today)
                    .unwrap_or_else(|e| panic!("{line}: {e:?}"));
            }
            gaps += usize::from(text.contains(",02\n"));
        }
        assert!(gaps > 0, "some account is sealed");
        assert!(std::str::from_utf8(&files[1]).is_err());
    }

    #[test]
    fn a_seed_makes_the_same_files() {
        assert_eq!(files(5).1, files(5).1);
        assert_ne!(files(5).1, files(6).1);
    }
}
