//! Accounts, sessions, logins and the journal.

use store::{AuditEntry, NewSession, Store};

use crate::{account, at, cluster};

pub async fn accounts_are_replaced_tied_and_closed(store: Store) {
    let id = store.account_put(account("adresse:a@b.fr", "A")).await.unwrap();
    assert_eq!(store.account_put(account("adresse:a@b.fr", "B")).await.unwrap(), id, "the same subject");
    let bind =
        async |to: &str, minute| store.account_bind("adresse:a@b.fr", to, "C", at(minute)).await.unwrap();
    assert_eq!(bind("oidc:i s", 61).await, None, "nobody waits for ever");
    assert_eq!(bind("oidc:i s", 60).await, Some(id));
    assert_eq!(bind("oidc:i t", 60).await, None, "tied once");
    let stored = store.account("oidc:i s").await.unwrap().unwrap();
    assert_eq!((stored.id, stored.name.as_str(), stored.created_at), (id, "C", at(0)));
    store.session_open(session(b"t", id)).await.unwrap();
    assert!(store.account_mandate(id, "commandement-departemental", "departement:35").await.unwrap());
    assert!(!store.account_mandate(id + 1, "analyste", "france").await.unwrap());
    let seen = store.session(b"t").await.unwrap().unwrap();
    assert_eq!((seen.role.as_str(), seen.scope.as_str()), ("commandement-departemental", "departement:35"));
    assert!(store.account_close(id, at(1)).await.unwrap() && !store.account_close(id, at(2)).await.unwrap());
    let closed = store.accounts().await.unwrap().remove(0);
    assert_eq!((closed.closed_at, closed.password, closed.totp), (Some(at(1)), None, None));
    assert_eq!(store.session(b"t").await.unwrap(), None);
    assert!(store.account_reopen(id).await.unwrap() && !store.account_reopen(id).await.unwrap());
    assert_eq!(store.session(b"t").await.unwrap(), None, "what ended stays ended");
    let waiting = store.account_put(account("adresse:c@b.fr", "C")).await.unwrap();
    store.account_close(waiting, at(3)).await.unwrap();
    let bound = store.account_bind("adresse:c@b.fr", "oidc:i u", "C", at(4)).await.unwrap();
    assert_eq!(bound, None, "a closed account waits for nobody");
}

/// Forty attempts at once: five are looked at, the others find the account locked, until the lock ends by itself.
pub async fn of_many_attempts_at_once_only_so_many_count(store: Store) {
    let id = store.account_put(account("local:a", "A")).await.unwrap();
    let tried = async |minute: i64| store.account_try(id, 5, at(minute), at(minute + 15)).await.unwrap();
    let attempts: Vec<_> = (0..40)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.account_try(id, 5, at(0), at(15)).await.unwrap() })
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
    assert!(store.account_proved(id, 7).await.unwrap());
    assert!(!store.account_proved(id, 7).await.unwrap(), "a step serves once");
    assert!(!store.account_proved(id, 6).await.unwrap(), "nor an earlier one");
    let stored = store.account("local:a").await.unwrap().unwrap();
    assert_eq!((stored.failures, stored.locked_until.timestamp()), (0, 0));
}

fn session(token: &[u8], account: i64) -> NewSession<'_> {
    NewSession { token, account, acr: "eidas2", id_token: Some("jeton"), at: at(0) }
}

pub async fn sessions_and_logins_end(store: Store) {
    let id = store.account_put(account("local:a", "A")).await.unwrap();
    let other = store.account_put(account("local:b", "B")).await.unwrap();
    for token in [b"1", b"2", b"3", b"4"] {
        store.session_open(session(token, id)).await.unwrap();
    }
    store.session_seen(b"1", at(30)).await.unwrap();
    let found = store.session(b"1").await.unwrap().unwrap();
    assert_eq!((found.opened_at, found.seen_at, found.acr.as_str()), (at(0), at(30), "eidas2"));
    assert_eq!(store.sessions_of(id).await.unwrap().len(), 4);
    assert!(!store.session_end_of(b"4", other).await.unwrap(), "nobody ends another's session");
    assert!(store.session_end_of(b"4", id).await.unwrap());
    assert_eq!(store.session_end(b"2").await.unwrap().as_deref(), Some("jeton"));
    assert_eq!(store.session_end(b"2").await.unwrap(), None);
    let (one, two) = tokio::join!(store.login_use(b"s", at(0)), store.login_use(b"s", at(0)));
    assert!(one.unwrap() ^ two.unwrap(), "a login serves once");
    store.sweep(at(20), at(-10), at(5)).await.unwrap();
    assert!(store.session(b"1").await.unwrap().is_some() && store.session(b"3").await.unwrap().is_none());
    assert!(store.login_use(b"s", at(6)).await.unwrap(), "forgotten once it is too old to come back");
    assert_eq!(store.sessions_end(id).await.unwrap(), 1);
    let demonstration = store.account_put(account("demonstration:analyste", "D")).await.unwrap();
    store.session_open(session(b"5", demonstration)).await.unwrap();
    store.session_open(session(b"6", id)).await.unwrap();
    store.demonstration_end(at(9)).await.unwrap();
    assert!(store.session(b"5").await.unwrap().is_none() && store.session(b"6").await.unwrap().is_some());
}

pub async fn the_journal_only_grows_each_area_by_itself(store: Store) {
    let entry = |n: i64| AuditEntry {
        at: at(n),
        account: (n > 1).then_some(n),
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
            tokio::spawn(async move { store.audit_append(area, &entry, &chain).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(store.audit_areas().await.unwrap(), ["a", "b"]);
    for area in ["a", "b"] {
        let lines = store.audit_after(area, 0, 100).await.unwrap();
        let numbers: Vec<i64> = lines.iter().map(|l| l.number).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<_>>(), "no gap, no fork");
        assert_eq!(lines.iter().map(|l| l.hash[0]).collect::<Vec<_>>(), [1, 3, 6, 10, 15, 21, 28, 36]);
        assert_eq!(store.audit_after(area, 6, 1).await.unwrap()[0].number, 7);
    }
    let latest = store.audit_latest(20).await.unwrap();
    assert_eq!(latest.len(), 16);
    assert!(latest.is_sorted_by(|a, b| a.id > b.id));
    assert!(store.rewrite_journal().await.is_err(), "the database refuses");
}

pub async fn a_database_goes_with_one_key(store: Store) {
    let (one, two) = tokio::join!(store.key_fingerprint("a"), store.key_fingerprint("b"));
    assert_eq!(one.unwrap(), two.unwrap(), "of two that come first at once, one");
    let kept = store.key_fingerprint("c").await.unwrap();
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
    let id = store.account_put(account("local:a", "A")).await.unwrap();
    store.session_open(session(b"t", id)).await.unwrap();
    assert_eq!(store.key_fingerprint("a").await.unwrap(), "a");
    let entry = AuditEntry {
        at: at(0),
        account: Some(id),
        operation: "lire".to_owned(),
        object: String::new(),
        outcome: "fait".to_owned(),
    };
    store.audit_append("a", &entry, &|_, _, _| vec![1]).await.unwrap();
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
