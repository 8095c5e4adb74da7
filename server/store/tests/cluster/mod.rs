//! A temporary Postgres, started once for a test binary from the binaries that are installed.
//!
//! Without them the Postgres half is passed over with a word, and fails under CI.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

static COUNT: AtomicU32 = AtomicU32::new(0);
static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();

struct Cluster {
    socket: PathBuf,
}

/// A new empty folder of this test.
pub fn folder() -> PathBuf {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("cyberimpact-test-{}-{n}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    path
}

pub fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path().join("bin"))
        .filter(|p| p.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().or_else(|| {
        let out = Command::new("pg_config").arg("--bindir").output().ok()?;
        let path = PathBuf::from(String::from_utf8(out.stdout).ok()?.trim());
        path.join("initdb").exists().then_some(path)
    })
}

/// Postgres refuses to run as root: then it runs as the user `postgres` or `nobody`.
fn command(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    if !root {
        return Command::new(program);
    }
    let user = if fs::read_to_string("/etc/passwd").is_ok_and(|p| p.contains("\npostgres:")) {
        "postgres"
    } else {
        "nobody"
    };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups"]).arg(program);
    command
}

fn start() -> Option<Cluster> {
    let Some(bin) = binaries() else {
        assert!(std::env::var("CI").is_err(), "the Postgres binaries are missing: run `make setup-test`");
        eprintln!("passed over: no Postgres binaries");
        return None;
    };
    let base = folder();
    let _ = Command::new("chmod").arg("0777").arg(&base).status();
    let data = base.join("data");
    let quiet = |c: &mut Command| c.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let made = quiet(
        command(&bin.join("initdb"))
            .args(["-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync", "-D"])
            .arg(&data),
    );
    assert!(made.success(), "initdb failed");
    let options = format!("-k {} -c listen_addresses='' -c fsync=off -c shared_buffers=32MB", base.display());
    let started = quiet(
        command(&bin.join("pg_ctl"))
            .args(["start", "-w", "-D"])
            .arg(&data)
            .args(["-o", &options, "-l"])
            .arg(base.join("log")),
    );
    assert!(started.success(), "pg_ctl failed");
    // The cluster ends with the process that started it.
    let stop = format!(
        "while [ -d /proc/{} ]; do sleep 1; done; '{}' stop -m immediate -D '{}'; rm -rf '{}'",
        std::process::id(),
        bin.join("pg_ctl").display(),
        data.display(),
        base.display()
    );
    let mut watcher = command(Path::new("/bin/sh"));
    let _ =
        watcher.arg("-c").arg(stop).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Some(Cluster { socket: base })
}

/// Runs SQL, or a file of it, as `psql` does; whether all of it did.
#[allow(dead_code, reason = "not every test program has roles")]
pub fn psql(url: &str, words: &[&str]) -> bool {
    let Some(bin) = binaries() else { return false };
    let out = Command::new(bin.join("psql"))
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &url.replacen("postgres://", "postgresql://", 1)])
        .args(words)
        .output()
        .unwrap();
    out.status.success()
}

/// Address of a new empty database, or `None` where Postgres is not installed.
pub async fn fresh_database() -> Option<String> {
    let socket = CLUSTER.get_or_init(start).as_ref()?.socket.display().to_string();
    let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let bin = binaries()?;
    let made =
        Command::new(bin.join("createdb")).args(["-h", &socket, "-U", "tester", &name]).status().unwrap();
    assert!(made.success(), "createdb failed");
    Some(format!("postgres://tester@localhost/{name}?host={socket}"))
}
