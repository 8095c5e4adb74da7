//! The built program, from its command line: what it refuses to start with, what it says of messages, and the whole database, copied and made again.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
};

use store::Store;

use crate::{
    cluster,
    support::{folder, on_postgres, own_demonstration},
};

/// Runs the program with a key of its own folder.
fn program(own: &Path, url: &str, words: &[&str], settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cyberimpact"))
        .args(words)
        .env("DATABASE_URL", url)
        .env("CYBERIMPACT_KEY_FILE", own.join("keys/key"))
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn triage_answers_a_line_for_each_line_whatever_it_holds() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cyberimpact"))
        .arg("triage")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = [
        "au secours il est dans la maison il a un couteau on est cachés dans la chambre".as_bytes(),
        "Quels sont les horaires de la brigade de Rennes ?".as_bytes(),
        b"",
        b"\xff\xfe pas du texte",
        &[b'a'; 1_000_000],
    ];
    let mut input = child.stdin.take().unwrap();
    let all = lines.join(&b'\n');
    let writing = std::thread::spawn(move || input.write_all(&all).unwrap());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let answers: Vec<serde_json::Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(answers.len(), lines.len());
    let is_emergency = |at: usize| answers[at]["emergency"].as_bool().unwrap();
    assert!(is_emergency(0) && !is_emergency(1) && !is_emergency(2), "{answers:?}");
    let score = |at: usize| answers[at]["score"].as_f64().unwrap();
    assert!(score(0) > 0.5 && score(1) < 0.5 && score(2) == 0.0, "{answers:?}");
    let reasons = answers[0]["reasons"].as_array().unwrap();
    assert!(!reasons.is_empty() && answers[1]["reasons"].as_array().unwrap().is_empty(), "{answers:?}");
}

#[tokio::test]
async fn it_refuses_to_start_with_a_door_open() {
    // It is about files beside files.
    if on_postgres() {
        return;
    }
    let own = folder();
    let url = own_demonstration(&own).await;
    let serve = |address: &str, settings: &[(&str, &str)]| {
        let output = program(&own, &url, &["serve", "--addr", address], settings);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    };
    let demonstration = ("CYBERIMPACT_DEMONSTRATION", "1");
    let told = serve("127.0.0.1:0", &[demonstration, ("CYBERIMPACT_LOCAL_LOGIN", "1")]);
    assert!(told.contains("comptes locaux"), "{told}");
    let told = serve("0.0.0.0:0", &[demonstration]);
    assert!(told.contains("CYBERIMPACT_DEMONSTRATION_ANYWHERE=1"), "{told}");
    let beside = own.join("key");
    let told = serve("127.0.0.1:0", &[("CYBERIMPACT_KEY_FILE", beside.to_str().unwrap())]);
    assert!(told.contains("à côté de la base"), "{told}");
    // Made by the first command that needs it.
    let fresh = format!("sqlite://{}/t.sqlite", own.display());
    let output = program(&own, &fresh, &["audit"], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let key = own.join("keys/key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    for file in ["t.sqlite", "t.sqlite-people"] {
        let mode = fs::metadata(own.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only its owner reads the database");
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let told = serve("127.0.0.1:0", &[]);
    assert!(told.contains("chmod 600"), "{told}");
    fs::remove_file(&key).unwrap();
    fs::write(&key, "pas une clé").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let told = serve("127.0.0.1:0", &[]);
    assert!(told.contains("64 chiffres hexadécimaux"), "{told}");
    let store = Store::open(&url).await.unwrap();
    assert_eq!(known_key(&store, "celle d’une autre machine").await, "celle d’une autre machine");
    fs::write(&key, "07".repeat(32)).unwrap();
    let told = serve("127.0.0.1:0", &[]);
    assert!(told.contains("autre clé"), "{told}");
    // A key that was lost is not replaced by another one, which would open nothing.
    fs::remove_file(&key).unwrap();
    let told = serve("127.0.0.1:0", &[]);
    assert!(told.contains("remettez-la") && !key.exists(), "{told}");
}

/// The key that a database goes with: this one, if it is the first.
async fn known_key(store: &Store, ours: &str) -> String {
    let mut work = store.write().await.unwrap();
    let kept = work.key_fingerprint(ours).await.unwrap();
    work.commit().await.unwrap();
    kept
}

#[tokio::test]
async fn mails_do_not_leave_in_clear() {
    let own = folder();
    let url = format!("sqlite://{}/t.sqlite", own.display());
    let mail = [("CYBERIMPACT_SMTP_URL", "smtp://courrier.example:25"), ("CYBERIMPACT_MAIL_FROM", "a@b.fr")];
    let output = program(&own, &url, &["serve", "--addr", "127.0.0.1:0"], &mail);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("en clair"), "{}", said(&output));
}

/// A database of each kind, copied to a file while it is open, and made again from it elsewhere.
#[tokio::test]
async fn a_database_is_copied_and_made_again() {
    let own = folder();
    let sqlite = |name: &str| format!("sqlite://{}", own.join(name).display());
    let mut pairs = vec![(sqlite("a.sqlite"), sqlite("b.sqlite"))];
    if let (Some(a), Some(b)) = (cluster::fresh_database().await, cluster::fresh_database().await) {
        pairs.push((a, b));
    }
    let tools = cluster::binaries().unwrap_or_default();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap_or_default());
    let path = [("PATH", path.as_str())];
    for (number, (from, to)) in pairs.iter().enumerate() {
        let store = Store::open(from).await.unwrap();
        store.migrate().await.unwrap();
        let made =
            program(&own, from, &["account", "garde", "--name", "Permanence", "--role", "analyste"], &[]);
        // Its password comes by the standard input, which is empty: nothing is made, but the key is known.
        assert_eq!(made.status.code(), Some(2));
        let copy = own.join(format!("copie-{number}"));
        let copy = copy.to_str().unwrap();
        let output = program(&own, from, &["backup", copy], &path);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(program(&own, from, &["backup", copy], &path).status.code(), Some(2), "never over a file");
        let output = program(&own, to, &["restore", copy], &path);
        assert!(output.status.success(), "{}", said(&output));
        let again = Store::open(to).await.unwrap();
        assert_eq!(
            known_key(&again, "une autre").await,
            known_key(&store, "une autre").await,
            "the copy goes with the same key"
        );
        assert_eq!(again.columns().await.unwrap(), store.columns().await.unwrap());
    }
    // On Postgres the role that serves makes the copy, and whoever restores it need not know that role.
    if let (Some((from, _)), Some(to)) = (pairs.get(1), cluster::fresh_database().await) {
        let roles = "../migrations/postgres-roles.sql";
        assert!(cluster::psql(from, &["-c", "create role garde_de_nuit login"]));
        assert!(cluster::psql(from, &["-v", "serve=garde_de_nuit", "-f", roles]));
        let copy = own.join("copie-du-service");
        let served = from.replace("tester@", "garde_de_nuit@");
        let output = program(&own, &served, &["backup", copy.to_str().unwrap()], &path);
        assert!(output.status.success(), "{}", said(&output));
        let lost = cluster::fresh_database().await.unwrap().replace("tester@", "personne@");
        let half = own.join("moitie");
        assert!(!program(&own, &lost, &["backup", half.to_str().unwrap()], &path).status.success());
        assert!(!half.exists(), "half a copy is none");
        let output = program(&own, &to, &["restore", copy.to_str().unwrap()], &path);
        assert!(output.status.success(), "{}", said(&output));
    }
    let output = program(&own, &pairs[0].1, &["restore", own.join("copie-0").to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(2), "never over a database");
}
