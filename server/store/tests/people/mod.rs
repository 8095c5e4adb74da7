//! Accounts, sessions, logins, the journal, the operator's key and the role that serves.

use domain::ids::AccountId;
use store::{AuditEntry, NewSession, Store, StoreError, StoredEntry};

use crate::{account, at, cluster};

pub async fn accounts_are_replaced_tied_and_closed(store: Store) {
    let id = written!(store, account_put(account("adresse:a@b.fr", "A")));
    assert_eq!(written!(store, account_put(account("adresse:a@b.fr", "B"))), id, "the same subject");
    let bind = async |to: &str, minute| written!(store, account_bind("adresse:a@b.fr", to, "C", at(minute)));
    assert_eq!(bind("oidc:i s", 61).await, None, "nobody waits for ever");
    assert_eq!(bind("oidc:i s", 60).await, Some(id));
    assert_eq!(bind("oidc:i t", 60).await, None, "tied once");
    let stored = store.people().account("oidc:i s").await.unwrap().unwrap();
    assert_eq!((stored.id, stored.name.as_str(), stored.created_at), (id, "C", at(0)));
    written!(store, session_open(session(b"t", id)));
    assert!(written!(store, account_mandate(id, "commandement-departemental", "departement:35")));
    assert!(!written!(store, account_mandate(AccountId(id.0 + 1), "analyste", "france")));
    let seen = store.people().session(b"t").await.unwrap().unwrap();
    assert_eq!((seen.role.as_str(), seen.scope.as_str()), ("commandement-departemental", "departement:35"));
    assert!(written!(store, account_close(id, at(1))) && !written!(store, account_close(id, at(2))));
    let closed = store.people().accounts().await.unwrap().remove(0);
    assert_eq!((closed.closed_at, closed.password, closed.totp), (Some(at(1)), None, None));
    assert_eq!(store.people().session(b"t").await.unwrap(), None);
    assert!(written!(store, account_reopen(id)) && !written!(store, account_reopen(id)));
    assert_eq!(store.people().session(b"t").await.unwrap(), None, "what ended stays ended");
    let waiting = written!(store, account_put(account("adresse:c@b.fr", "C")));
    written!(store, account_close(waiting, at(3)));
    let bound = written!(store, account_bind("adresse:c@b.fr", "oidc:i u", "C", at(4)));
    assert_eq!(bound, None, "a closed account waits for nobody");
}

/// Forty attempts at once: five are looked at, the others find the account locked, until the lock ends by itself.
pub async fn of_many_attempts_at_once_only_so_many_count(store: Store) {
    let id = written!(store, account_put(account("local:a", "A")));
    let tried = async |minute: i64| written!(store, account_try(id, 5, at(minute), at(minute + 15)));
    let attempts: Vec<_> = (0..40)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { written!(store, account_try(id, 5, at(0), at(15))) })
        })
        .collect();
    let mut counted = 0;
    for attempt in attempts {
        counted += usize::from(attempt.await.unwrap());
    }
    assert_eq!(counted, 5);
    assert!(!tried(14).await);
    // One try a quarter of an hour does not hold it shut.
    assert!(tried(15).await);
    for _ in 0..3 {
        assert!(tried(16).await, "a clean slate");
    }
    assert!(written!(store, account_proved(id, 7)));
    assert!(!written!(store, account_proved(id, 7)), "a step serves once");
    assert!(!written!(store, account_proved(id, 6)), "nor an earlier one");
    let stored = store.people().account("local:a").await.unwrap().unwrap();
    assert_eq!((stored.failures, stored.locked_until.timestamp()), (0, 0));
}

fn session(token: &[u8], account: AccountId) -> NewSession<'_> {
    NewSession { token, account, acr: "eidas2", id_token: Some("jeton"), at: at(0) }
}

pub async fn sessions_and_logins_end(store: Store) {
    let id = written!(store, account_put(account("local:a", "A")));
    let other = written!(store, account_put(account("local:b", "B")));
    for token in [b"1", b"2", b"3", b"4"] {
        written!(store, session_open(session(token, id)));
    }
    written!(store, session_seen(b"1", at(30)));
    let found = store.people().session(b"1").await.unwrap().unwrap();
    assert_eq!((found.opened_at, found.seen_at, found.acr.as_str()), (at(0), at(30), "eidas2"));
    assert_eq!(store.people().sessions_of(id).await.unwrap().len(), 4);
    assert!(!written!(store, session_end_of(b"4", other)), "nobody ends another's session");
    assert!(written!(store, session_end_of(b"4", id)));
    assert_eq!(written!(store, session_end(b"2")).as_deref(), Some("jeton"));
    assert_eq!(written!(store, session_end(b"2")), None);
    let (one, two) = tokio::join!(async { written!(store, login_use(b"s", at(0))) }, async {
        written!(store, login_use(b"s", at(0)))
    });
    assert!(one ^ two, "a login serves once");
    written!(store, sweep(at(20), at(-10), at(5)));
    assert!(
        store.people().session(b"1").await.unwrap().is_some()
            && store.people().session(b"3").await.unwrap().is_none()
    );
    assert!(written!(store, login_use(b"s", at(6))), "forgotten once it is too old to come back");
    assert_eq!(written!(store, sessions_end(id)), 1);
    let demonstration = written!(store, account_put(account("demonstration:analyste", "D")));
    written!(store, session_open(session(b"5", demonstration)));
    written!(store, session_open(session(b"6", id)));
    written!(store, demonstration_end(at(9)));
    assert!(
        store.people().session(b"5").await.unwrap().is_none()
            && store.people().session(b"6").await.unwrap().is_some()
    );
}

pub async fn the_journal_only_grows_each_area_by_itself(store: Store) {
    let entry = |n: i64| AuditEntry {
        at: at(n),
        account: (n > 1).then_some(AccountId(n)),
        operation: "lire".to_owned(),
        object: "objet".to_owned(),
        outcome: "fait".to_owned(),
    };
    let writers: Vec<_> = (1..=16)
        .map(|n| {
            let (store, entry) = (store.clone(), entry(n));
            let chain = |before: &[u8], number: i64, _: &AuditEntry| {
                vec![before.last().copied().unwrap_or(0) + number as u8]
            };
            let area = if n % 2 == 0 { "a" } else { "b" };
            tokio::spawn(async move { written!(store, audit_append(area, &entry, &chain)) })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.people().audit_areas().await.unwrap(), ["a", "b"]);
    for area in ["a", "b"] {
        let lines = store.people().audit_after(area, 0, 100).await.unwrap();
        let numbers: Vec<i64> = lines.iter().map(|l| l.number).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<_>>(), "no gap, no fork");
        assert_eq!(lines.iter().map(|l| l.hash[0]).collect::<Vec<_>>(), [1, 3, 6, 10, 15, 21, 28, 36]);
        assert_eq!(store.people().audit_after(area, 6, 1).await.unwrap()[0].number, 7);
    }
    let latest = store.people().audit_latest(20).await.unwrap();
    assert_eq!(latest.len(), 16);
    assert!(latest.is_sorted_by(|a, b| a.id > b.id));
    assert!(store.rewrite_journal().await.is_err(), "the database refuses");
}

/// A line and what it tells of: dropped before the commit, or refused by the database on the way, neither is there.
pub async fn what_is_written_together_stays_or_goes_together(store: Store) {
    let entry = AuditEntry {
        at: at(0),
        account: None,
        operation: "ouvrir".to_owned(),
        object: String::new(),
        outcome: "fait".to_owned(),
    };
    let told = async || {
        let lines = store.people().audit_after("a", 0, 9).await.unwrap().len();
        (store.people().accounts().await.unwrap().len(), lines)
    };
    let mut work = store.write().await.unwrap();
    work.account_put(account("local:a", "A")).await.unwrap();
    work.audit_append("a", &entry, &|_, _, _| vec![1]).await.unwrap();
    assert_eq!(told().await, (0, 0), "nobody reads what is not done");
    drop(work);
    assert_eq!(told().await, (0, 0));

    let mut work = store.write().await.unwrap();
    work.account_put(account("local:a", "A")).await.unwrap();
    work.audit_append("a", &entry, &|_, _, _| vec![1]).await.unwrap();
    assert!(work.session_open(session(b"t", AccountId(404))).await.is_err(), "nobody's session");
    drop(work);
    assert_eq!(told().await, (0, 0));

    let mut work = store.write().await.unwrap();
    work.account_put(account("local:a", "A")).await.unwrap();
    work.audit_append("a", &entry, &|_, number, _| vec![number as u8]).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(told().await, (1, 1));
}

pub async fn a_database_goes_with_one_key(store: Store) {
    let (one, two) = tokio::join!(async { written!(store, key_fingerprint("a")) }, async {
        written!(store, key_fingerprint("b"))
    });
    assert_eq!(one, two, "of two that come first at once, one");
    let kept = written!(store, key_fingerprint("c"));
    assert!(kept == "a" || kept == "b");
}

/// On Postgres the role that serves writes rows and changes no table, and no line of the journal.
pub async fn who_serves_changes_no_table() {
    let Some(owner) = cluster::fresh_database().await else { return };
    Store::open(&owner).await.unwrap().migrate().await.unwrap();
    let file = "../../migrations/postgres-roles.sql";
    assert!(cluster::psql(&owner, &["-c", "create role serve login"]));
    assert!(cluster::psql(&owner, &["-v", "serve=serve", "-f", file]));
    let serve = owner.replace("tester@", "serve@");
    let store = Store::open(&serve).await.unwrap();
    store.migrate().await.unwrap();
    let id = written!(store, account_put(account("local:a", "A")));
    written!(store, session_open(session(b"t", id)));
    assert_eq!(written!(store, key_fingerprint("a")), "a");
    let entry = AuditEntry {
        at: at(0),
        account: Some(id),
        operation: "lire".to_owned(),
        object: String::new(),
        outcome: "fait".to_owned(),
    };
    written!(store, audit_append("a", &entry, &|_, _, _| vec![1]));
    // What the public reads as finds no account, no line and no sum of persons, on this connection or any other.
    let public = store.figures().public([]);
    assert!(public.runs(1).await.unwrap().is_empty());
    assert!(cluster::psql(&owner, &["-c", "revoke select on run from cyberimpact_public"]));
    assert!(matches!(public.runs(1).await, Err(StoreError::Database(_))), "the pool has taken the role");
    assert!(store.figures().runs(1).await.unwrap().is_empty());
    for hidden in ["account", "session", "audit", "observation", "series", "record", "coverage", "annotation"]
    {
        let sql = format!("set role cyberimpact_public; select 1 from {hidden} limit 1");
        assert!(!cluster::psql(&serve, &["-c", &sql]), "{hidden}");
    }
    let readable =
        "set role cyberimpact_public; select 1 from public_cell limit 1; select 1 from release_block limit 1";
    assert!(cluster::psql(&serve, &["-c", readable]));
    for forbidden in [
        "create table a (b int)",
        "alter table account add column b int",
        "drop table audit",
        "alter table audit disable trigger all",
        "delete from audit",
        "update audit set object = ''",
        "truncate audit",
        "delete from _sqlx_migrations",
        "create role other",
    ] {
        assert!(!cluster::psql(&serve, &["-c", forbidden]), "{forbidden}");
    }
}

pub async fn a_knowledge_base_is_published_whole(store: Store) {
    let entry = |id: &str, question: &str| StoredEntry {
        id: id.to_owned(),
        question: question.to_owned(),
        answer: "Ici.".to_owned(),
        keywords: "où\nlieu".to_owned(),
        theme: String::new(),
        source: String::new(),
    };
    assert_eq!(store.people().knowledge_edition().await.unwrap(), None);
    let mut dropped = store.people().write().await.unwrap();
    dropped.knowledge_put(&entry("x", "Où ?")).await.unwrap();
    drop(dropped);
    assert_eq!(store.people().knowledge().await.unwrap(), []);
    for (number, question) in [(1, "Où ?"), (2, "Où donc ?")] {
        let mut work = store.people().write().await.unwrap();
        work.knowledge_put(&entry("b", question)).await.unwrap();
        work.knowledge_put(&entry("a", "Quand ?")).await.unwrap();
        work.knowledge_publish(at(0)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(store.people().knowledge_edition().await.unwrap(), Some(number));
        assert_eq!(store.people().knowledge().await.unwrap(), [entry("a", "Quand ?"), entry("b", question)]);
    }
    assert_eq!(written!(store, knowledge_clear()), 2);
    assert_eq!(store.people().knowledge().await.unwrap(), []);
}
