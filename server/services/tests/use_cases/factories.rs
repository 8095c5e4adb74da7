//! What tests start from: a store of their own, a clock that they move, people, deliveries.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use connectors::Bytes;
use domain::{
    identity::{Actor, Mandate, Role},
    query::Ask,
    site::Site,
    source::{Run, Source},
    territory::Territory,
    time::{Clock, Grain, Window},
};
use services::{
    Actions, Annotations, Barometer, Following, Journal, Keys, Mandated, Queue, Releases, Steering,
    ingest::{Ingest, IngestError},
    queue::{Fare, Fares},
};
use store::{NewAccount, Store};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A clock that a test moves.
pub struct Moving(AtomicI64);

impl Moving {
    pub fn on(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn place(text: &str) -> Territory {
    Territory::parse(text).unwrap()
}

/// A store and all that works on it, on 15 June 2024 at noon UTC; its files go with it.
pub struct House {
    pub store: Store,
    pub clock: Arc<Moving>,
    pub journal: Journal,
    folder: std::path::PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl House {
    pub async fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("services-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
        store.migrate().await.unwrap();
        let noon = day("2024-06-15").and_hms_opt(12, 0, 0).unwrap().and_utc();
        let clock = Arc::new(Moving(AtomicI64::new(noon.timestamp())));
        let journal = Journal::new(store.clone(), clock.clone(), &keys());
        Self { store, clock, journal, folder }
    }

    /// Somebody with an account.
    pub async fn person(&self, role: Role, scope: &str) -> Actor {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (subject, name) = (format!("local:{number}"), format!("Agent {number}"));
        let new = NewAccount {
            subject: &subject,
            name: &name,
            role: role.id(),
            scope,
            password: None,
            totp: None,
            at: self.clock.now(),
            waits_until: None,
        };
        let mut work = self.store.write().await.unwrap();
        let account = work.account_put(new).await.unwrap();
        work.commit().await.unwrap();
        Actor { account, name, mandate: Mandate::new(role, place(scope)).unwrap() }
    }

    pub async fn analyst(&self) -> Actor {
        self.person(Role::Analyst, "france").await
    }

    pub async fn administrator(&self) -> Actor {
        self.person(Role::Administrator, "france").await
    }

    pub fn annotations(&self) -> Annotations {
        Annotations::new(self.store.clone(), self.clock.clone(), self.journal.clone())
    }

    pub fn actions(&self) -> Actions {
        Actions::new(self.store.clone(), self.clock.clone(), self.journal.clone())
    }

    pub fn steering(&self) -> Steering {
        Steering::new(self.store.clone(), self.clock.clone(), self.journal.clone())
    }

    pub fn following(&self) -> Following {
        let domains = vec!["gendarmerie.example".to_owned()];
        Following::new(self.store.clone(), self.clock.clone(), self.journal.clone(), &keys(), domains)
    }

    pub fn queue(&self) -> Queue {
        let fares: Fares = Arc::new(|| vec![Fare { name: "jobs", restarts: 2, runs: true }]);
        Queue::new(self.store.clone(), self.clock.clone(), self.journal.clone(), fares)
    }

    pub fn releases(&self) -> Releases {
        Releases::new(self.store.clone(), self.clock.clone(), 5)
    }

    /// What the public reads, where counts below `threshold` are withheld.
    pub fn barometer(&self, threshold: i64) -> Barometer {
        let site = include_str!("../../../../public/organisations/gendarmerie.toml");
        let site = Arc::new(Site::from_toml(site).unwrap());
        Barometer::new(&self.store, self.clock.clone(), site, threshold)
    }

    pub fn mandated(&self) -> Mandated {
        self.barometer(0).mandated()
    }

    pub async fn load(&self, source: Source, name: &str, text: &str) -> Result<Run, IngestError> {
        let ingest = Ingest::new(self.store.clone(), self.clock.clone(), "secret").unwrap();
        ingest.seed_motifs().await?;
        let delivery = Bytes { name: name.to_owned(), content: text.as_bytes().into(), is_simulated: false };
        ingest.load(source, Arc::new(delivery), &[], |_, _| {}).await
    }

    /// The operations that the journal tells, first one first, with how they ended.
    pub async fn told(&self) -> Vec<(String, String)> {
        let mut lines = self.journal.latest(100).await.unwrap();
        lines.reverse();
        lines.into_iter().map(|line| (line.entry.operation, line.entry.outcome)).collect()
    }
}

pub fn keys() -> Keys {
    Keys::new(&[7; 32])
}

/// Contacts of the Brigade numérique: as many as wanted of a day.
pub fn contacts(day: &str, count: usize, first: usize) -> String {
    let [year, month, date] = day.split('-').collect::<Vec<_>>().try_into().unwrap();
    (first..first + count)
        .map(|n| {
            format!(
                "REF-{n};{date}/{month}/{year} {:02}:{:02};Chat;Victime;Escroquerie;Internet\n",
                n % 24,
                n % 60
            )
        })
        .collect()
}

/// Visits of the site: one hour of a day.
pub fn visits(day: &str, hour: u32, count: u32) -> String {
    format!(
        r#"{{"date":"{day}","visit_hour":{hour},"site_level2":"national","m_visits":{count},"m_unique_visitors":{count},"m_bounces":1,"m_time_spent_per_visits":60000}}"#
    )
}

/// An indicator over a month, by day.
pub fn daily(indicator: &str, from: &str, to: &str) -> Ask {
    Ask::of(indicator, Window::new(day(from), day(to)).unwrap(), Grain::Day)
}
