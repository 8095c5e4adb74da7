//! The program killed in the middle: an act and its line are both there, or neither; a load is there, or nothing of it.

use std::{
    io::{BufRead, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use domain::{territory::Level, time::Grain};
use services::{Journal, Keys, audit::Verdict};
use store::{CellRange, Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::{
    cluster,
    support::{Moving, demonstration, folder, root, today},
};

const ROUNDS: u64 = 4;
const WRITERS: usize = 6;

struct Program {
    child: Child,
    addr: String,
    /// What it says: one that nobody listens to would end.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(url: &str, key: &std::path::Path) -> Program {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cyberimpact"))
        .args(["serve", "--addr", "127.0.0.1:0", "--database-url", url])
        .current_dir(root())
        .env("CYBERIMPACT_DEMONSTRATION", "1")
        .env("CYBERIMPACT_KEY_FILE", key)
        .env("CYBERIMPACT_RATE_PER_MINUTE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let addr = said
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("http://").map(|(_, addr)| addr.to_owned()))
        .unwrap();
    Program { child, addr, _said: said }
}

/// The head of the answer to a form; nothing where the server was killed meanwhile.
async fn form(addr: &str, path: &str, body: &str, cookie: &str) -> Option<String> {
    let mut stream = TcpStream::connect(addr).await.ok()?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8_lossy(&answer);
    answer.split("\r\n\r\n").next().filter(|head| !head.is_empty()).map(str::to_owned)
}

/// Writes annotations until the server is gone; how many it said were written.
async fn annotation(addr: String, cookie: String) -> usize {
    let body = "indicator=pre_complaints&territory=france&day=2024-06-14&body=Panne&audience=tous";
    let mut written = 0;
    while let Some(head) = form(&addr, "/cyberimpact/annotations", body, &cookie).await {
        assert!(head.starts_with("HTTP/1.1 303"), "{head}");
        written += 1;
    }
    written
}

async fn killed_while_people_write(url: &str) {
    let keys = folder();
    let key = keys.join("key");
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let mut said = 0;
    for round in 0..ROUNDS {
        let mut program = start(url, &key);
        let entered =
            form(&program.addr, "/connexion/demonstration", "role=analyste", "").await.expect("a way in");
        let cookie = entered.lines().find_map(|l| l.strip_prefix("set-cookie: ")).expect("a session");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let writers: Vec<_> =
            (0..WRITERS).map(|_| tokio::spawn(annotation(program.addr.clone(), cookie.clone()))).collect();
        sleep(Duration::from_millis(150 + 70 * round)).await;
        // SIGKILL: nothing is tidied up.
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for writer in writers {
            said += writer.await.unwrap();
        }
    }
    let store = Store::open(url).await.unwrap();
    let annotations = store.people().annotations().await.unwrap().len();
    let journal = Journal::new(
        store,
        Moving::at(today()),
        &Keys::parse(&std::fs::read_to_string(&key).unwrap()).unwrap(),
    );
    assert!(matches!(journal.verify(&[]).await.unwrap(), Verdict::Whole(_)), "the chain goes on");
    let lines = journal.latest(i64::MAX).await.unwrap();
    let told = lines.iter().filter(|l| l.entry.object.starts_with("annotation ")).count();
    assert_eq!(annotations, told, "each annotation has its line");
    assert!(annotations >= said && said > 0, "{said} were said to be written, {annotations} are");
    let _ = std::fs::remove_dir_all(keys);
}

/// Kills loads at any moment; the last one is left alone.
async fn killed_while_it_loads(url: &str) {
    let file = demonstration().await.1.join("ppel.csv");
    let rows = std::fs::read_to_string(&file).unwrap().lines().count() as i64 - 1;
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let mut ingest = Command::new(env!("CARGO_BIN_EXE_cyberimpact"));
    ingest
        .args(["ingest", "ppel", "--database-url", url])
        .arg(&file)
        .current_dir(root())
        .env("CYBERIMPACT_SECRET", "a secret of a test that nobody else has")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for round in 0..ROUNDS {
        let mut load = ingest.spawn().unwrap();
        sleep(Duration::from_millis(300 + 500 * round)).await;
        let was_under_way = load.try_wait().unwrap().is_none();
        load.kill().unwrap();
        load.wait().unwrap();
        if !was_under_way {
            break;
        }
        assert_eq!(store.figures().version().await.unwrap(), 0, "no load is told");
        assert!(store.figures().series("pre_complaints").await.unwrap().is_empty(), "nothing half");
    }
    assert!(ingest.status().unwrap().success());
    let runs = store.figures().runs(1).await.unwrap();
    assert_eq!(runs[0].read, rows);
    let range = |grain| CellRange {
        measure: "pre_complaints",
        level: Level::France,
        territory: "",
        categories: [""; 3],
        grain,
        first: i32::MIN,
        last: i32::MAX,
    };
    for grain in [Grain::Hour, Grain::Day, Grain::Month] {
        let told: i64 = store.figures().cells(range(grain)).await.unwrap().iter().map(|c| c.count).sum();
        assert_eq!(told, runs[0].accepted, "{grain}");
    }
}

#[tokio::test]
async fn sqlite() {
    let folder = folder();
    killed_while_people_write(&format!("sqlite://{}/t.sqlite", folder.display())).await;
    killed_while_it_loads(&format!("sqlite://{}/l.sqlite", folder.display())).await;
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn postgres() {
    let Some(url) = cluster::fresh_database().await else { return };
    killed_while_people_write(&url).await;
    let Some(url) = cluster::fresh_database().await else { return };
    killed_while_it_loads(&url).await;
}
