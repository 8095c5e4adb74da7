//! The program killed in the middle: an act and its line are both there, or neither; a load is there, or nothing of it; a message
//! that was said to be stored is there, once, in its place.

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
const CITIZENS: usize = 8;

/// How often the server is killed while citizens write; more than in the suite with `CYBERIMPACT_TEST_KILLS=100`.
fn kills() -> u64 {
    std::env::var("CYBERIMPACT_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

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

/// The answer to what is sent; nothing where the server was killed meanwhile.
async fn sent(addr: &str, path: &str, headers: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(addr).await.ok()?;
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned()).filter(|answer| answer.contains("\r\n\r\n"))
}

/// The head of the answer to a form.
async fn form(addr: &str, path: &str, body: &str, cookie: &str) -> Option<String> {
    let headers = format!(
        "Sec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let answer = sent(addr, path, &headers, body).await?;
    answer.split("\r\n\r\n").next().map(str::to_owned)
}

/// The JSON of the answer to some.
async fn posted(addr: &str, path: &str, token: &str, body: &str) -> Option<serde_json::Value> {
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    let answer = sent(addr, path, &headers, body).await?;
    serde_json::from_str(answer.split("\r\n\r\n").nth(1)?).ok()
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

/// A client of the public contract: it sends its messages in their order, each until it is told that it is stored.
struct Client {
    path: String,
    token: String,
    /// What it was told, message by message.
    seqs: Vec<i64>,
}

impl Client {
    async fn new(addr: &str) -> Self {
        let opened = posted(addr, "/api/v1/conversations", "", "{\"channel\":\"chat\"}").await.unwrap();
        let path = format!("/api/v1/conversations/{}/messages", opened["id"].as_str().unwrap());
        Self { path, token: opened["token"].as_str().unwrap().to_owned(), seqs: Vec::new() }
    }

    /// Writes until the server is gone, or for a while.
    async fn write(mut self, addr: String, most: usize) -> Self {
        for _ in 0..most {
            let n = self.seqs.len();
            let body = format!("{{\"id\":\"018f2d6e-0000-7000-8000-{n:012x}\",\"text\":\"n° {n}\"}}");
            let Some(stored) = posted(&addr, &self.path, &self.token, &body).await else { return self };
            self.seqs.push(stored["seq"].as_i64().unwrap());
        }
        self
    }
}

async fn killed_while_citizens_write(url: &str) {
    let keys = folder();
    let key = keys.join("key");
    Store::open(url).await.unwrap().migrate().await.unwrap();
    let mut program = start(url, &key);
    let mut clients = Vec::new();
    for _ in 0..CITIZENS {
        clients.push(Client::new(&program.addr).await);
    }
    for round in 0..kills() {
        let writers: Vec<_> = clients
            .drain(..)
            .map(|client| tokio::spawn(client.write(program.addr.clone(), usize::MAX)))
            .collect();
        sleep(Duration::from_millis(200 + 90 * (round % 8))).await;
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for writer in writers {
            clients.push(writer.await.unwrap());
        }
        program = start(url, &key);
    }
    let mut all = 0;
    for client in clients {
        // What was under way at the last kill is sent again.
        let client = client.write(program.addr.clone(), 1).await;
        let headers = format!("Authorization: Bearer {}\r\n", client.token);
        let sent = client.seqs.len() as i64;
        assert_eq!(client.seqs, (1..=sent).collect::<Vec<_>>(), "in order, no hole");
        let mut read = 0;
        while read < sent {
            let page = sent_get(&program.addr, &format!("{}?after={read}", client.path), &headers).await;
            let list: serde_json::Value =
                serde_json::from_str(page.split("\r\n\r\n").nth(1).unwrap()).unwrap();
            assert_eq!(list["last"].as_i64().unwrap(), sent, "0 lost, 0 doubled");
            let messages = list["messages"].as_array().unwrap();
            assert!(!messages.is_empty(), "nothing after {read}");
            for message in messages {
                assert_eq!(message["text"].as_str().unwrap(), format!("n° {read}"));
                read += 1;
            }
        }
        all += sent;
    }
    println!("{all} messages over {} kills", kills());
    assert!(all > 100, "{all} messages were written");
    let _ = std::fs::remove_dir_all(keys);
}

async fn sent_get(addr: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
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

/// The third promise alone, for who kills often.
#[tokio::test]
async fn citizens_on_sqlite() {
    let folder = folder();
    killed_while_citizens_write(&format!("sqlite://{}/c.sqlite", folder.display())).await;
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn citizens_on_postgres() {
    let Some(url) = cluster::fresh_database().await else { return };
    killed_while_citizens_write(&url).await;
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
