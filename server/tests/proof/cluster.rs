//! A PostgreSQL of two hosts: a primary and a streaming standby, each a process of its own on loopback.

use crate::memory;
use std::{net::TcpListener, os::unix::fs::MetadataExt as _, path::PathBuf, process::Command};

/// Whether the primary waits for the standby before it acknowledges a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    ForStandby,
    /// The negative control: what is acknowledged may be on one disk only.
    ForNobody,
}

/// Both hosts. They end when this value goes.
pub struct Cluster {
    folder: tempfile::TempDir,
    ports: [u16; 2],
    waits: Waits,
}

const PRIMARY: usize = 0;
const STANDBY: usize = 1;

impl Cluster {
    pub fn start(waits: Waits) -> Cluster {
        // In memory: fsync costs seconds here, and nothing is kept.
        let folder = tempfile::Builder::new().prefix("anju-cluster.").tempdir_in(memory()).unwrap();
        let cluster = Cluster { folder, ports: [free_port(), free_port()], waits };
        if is_root() {
            must(Command::new("chown").arg("postgres").arg(cluster.folder.path()));
        }
        let primary = cluster.data(PRIMARY);
        must(
            cluster.tool("initdb").args(["-U", "anju", "--auth=trust", "--encoding=UTF8", "-D"]).arg(primary),
        );
        cluster.run(PRIMARY);
        let source = format!("postgres://anju@127.0.0.1:{}/postgres", cluster.ports[PRIMARY]);
        let copy = cluster.data(STANDBY);
        must(
            cluster
                .tool("pg_basebackup")
                .args(["-R", "-X", "stream", "-c", "fast", "-d", &source, "-D"])
                .arg(copy),
        );
        cluster.run(STANDBY);
        cluster
    }

    /// Both hosts, as a centre names them.
    pub fn url(&self) -> String {
        format!(
            "postgres://anju@127.0.0.1:{},127.0.0.1:{}/postgres",
            self.ports[PRIMARY], self.ports[STANDBY]
        )
    }

    /// The primary is gone from one moment to the next.
    pub fn lose_primary(&self) {
        let file = std::fs::read_to_string(self.data(PRIMARY).join("postmaster.pid")).unwrap();
        must(Command::new("kill").arg("-9").arg(file.lines().next().unwrap()));
    }

    /// Cuts the standby off from what the primary writes.
    pub fn stop_standby(&self) {
        self.control(STANDBY, &["-m", "fast", "stop"]);
    }

    /// What the operator does, or a tool of theirs: the standby becomes the primary.
    pub fn promote(&self) {
        self.control(STANDBY, &["-w", "promote"]);
    }

    pub fn start_standby(&self) {
        self.run(STANDBY);
    }

    fn run(&self, host: usize) {
        let mut options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=60",
            self.ports[host],
            self.folder.path().display()
        );
        if host == PRIMARY && self.waits == Waits::ForStandby {
            options += " -c synchronous_standby_names='*'";
        }
        self.control(host, &["-w", "-t", "60", "-l", "server.log", "-o", &options, "start"]);
    }

    fn control(&self, host: usize, arguments: &[&str]) {
        must(self.tool("pg_ctl").arg("-D").arg(self.data(host)).args(arguments));
    }

    fn data(&self, host: usize) -> PathBuf {
        self.folder.path().join(["primary", "standby"][host])
    }

    /// A program of PostgreSQL's, as the user it insists on.
    fn tool(&self, name: &str) -> Command {
        let program = programs().join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for host in [PRIMARY, STANDBY] {
            let mut stop = self.tool("pg_ctl");
            let _ = stop.arg("-D").arg(self.data(host)).args(["-m", "immediate", "stop"]).output();
        }
    }
}

fn must(command: &mut Command) {
    // Not `output`: a server that was started keeps its pipes open.
    let said =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().unwrap();
    assert!(said.success(), "{command:?}: {said}");
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Where the newest PostgreSQL keeps its programs.
fn programs() -> PathBuf {
    let mut versions: Vec<u32> = std::fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed; `.make/setup test` does it")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable();
    PathBuf::from(format!("/usr/lib/postgresql/{}/bin", versions.last().expect("a version of PostgreSQL")))
}
