//! What a person keeps: series that they follow, views that they come back to, and a weekly digest about them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    identity::{Actor, Operation},
    ids::{AccountId, ViewId},
    query::Place,
    series::SeriesRef,
    territory::Territory,
    time::{Clock, Grain, Period, civil_day},
};
use store::{DueDigest, NewJob, NewView, Store, StoreError, UnitOfWork};

use crate::{
    audit::{Journal, Outcome},
    identity::mandate,
    keys::{Keys, Mac},
    unfit::{Unfit, kept, series, stored, text},
};

/// Territories that a view shows: its address names them `t1`, `t2` and so on.
fn territories(query: &str) -> impl Iterator<Item = Territory> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| name.starts_with('t'))
        .filter_map(|(_, value)| Territory::parse(&value.replace("%3A", ":")))
}

/// Series that one person follows, most.
const FOLLOWED: usize = 24;
/// Views that one person keeps, most.
const VIEWS: usize = 50;
/// Longest address of a view.
const LONGEST_QUERY: usize = 1500;

/// A view of the explorer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: ViewId,
    pub title: String,
    pub query: String,
    pub shared: bool,
    pub mine: bool,
    pub author: String,
}

fn view_title(typed: &str) -> Result<&str, Unfit> {
    text("title", typed, 80, "Le nom d’une vue a entre 1 et 80 caractères.")
}

/// A weekly digest to write.
#[derive(Debug, Clone)]
pub struct Due {
    pub address: String,
    pub actor: Actor,
}

/// Use cases of what a person follows and keeps.
#[derive(Clone)]
pub struct Following {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
    /// Ends of the addresses to which mails may go.
    domains: Arc<[String]>,
    /// Makes the codes that go to new addresses.
    digest_mac: Mac,
}

/// What goes to a new address, for its owner to type here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub address: String,
    pub digits: String,
}

impl Following {
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        journal: Journal,
        keys: &Keys,
        domains: Vec<String>,
    ) -> Self {
        Self { store, clock, journal, domains: domains.into(), digest_mac: keys.mac("letter") }
    }

    /// The series that a person follows, as far as their mandate still covers them.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn followed(&self, actor: &Actor) -> Result<Vec<SeriesRef>, StoreError> {
        let series = self.store.people().followed(actor.account).await?;
        let covered = |key: &SeriesRef| actor.mandate.covers(Place::One(key.territory()));
        Ok(series.iter().filter_map(kept).filter(covered).collect())
    }

    /// Follows a series.
    ///
    /// # Errors
    /// What is missing or not allowed, in one sentence. The same holds for every method below.
    pub async fn follow(
        &self,
        actor: &Actor,
        indicator: &str,
        territory: Option<Territory>,
        filters: &str,
    ) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ReadFigures, "suivi").await?;
        let key = series(indicator, territory, filters)?;
        let territory = key.territory();
        if !actor.mandate.covers(Place::One(territory)) {
            let object = format!("suivi {territory}");
            self.journal.record(Some(actor), Operation::ReadFigures.id(), &object, Outcome::Refused).await?;
            return Err(Unfit::Forbidden);
        }
        if self.store.people().followed(actor.account).await?.len() >= FOLLOWED {
            return Err(Unfit::Malformed("Vous suivez déjà 24 séries : cessez d’en suivre une d’abord."));
        }
        let mut work = self.store.write().await?;
        work.follow(actor.account, &stored(&key), self.clock.now()).await?;
        Ok(work.commit().await?)
    }

    pub async fn unfollow(
        &self,
        actor: &Actor,
        indicator: &str,
        territory: Option<Territory>,
        filters: &str,
    ) -> Result<(), Unfit> {
        let key = series(indicator, territory, filters)?;
        let mut work = self.store.write().await?;
        work.unfollow(actor.account, &stored(&key)).await?;
        Ok(work.commit().await?)
    }

    /// A person's views, and those that others share, as far as the person may read all territories that they show.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn views(&self, actor: &Actor) -> Result<Vec<View>, StoreError> {
        let readable = |query: &str| territories(query).all(|place| actor.mandate.covers(Place::One(place)));
        let stored = self.store.people().views(actor.account).await?;
        Ok(stored
            .into_iter()
            .map(|v| View {
                id: v.id,
                title: v.title,
                query: v.query,
                shared: v.shared,
                mine: v.account == actor.account,
                author: v.author,
            })
            .filter(|v| v.mine || readable(&v.query))
            .collect())
    }

    /// Keeps a view of the explorer by its query string.
    pub async fn keep_view(
        &self,
        actor: &Actor,
        title: &str,
        query: &str,
        shared: bool,
    ) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ReadFigures, "vue").await?;
        let title = view_title(title)?;
        let query = query.trim_start_matches('?');
        let plain = query.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&%.-_".contains(&b));
        if query.len() > LONGEST_QUERY || !plain {
            return Err(Unfit::Malformed("L’adresse de cette vue n’a pas été comprise."));
        }
        let own = self.store.people().views(actor.account).await?;
        if own.iter().filter(|v| v.account == actor.account).count() >= VIEWS {
            return Err(Unfit::Malformed("Vous gardez déjà 50 vues : retirez-en une d’abord."));
        }
        let account = actor.account;
        let mut work = self.store.write().await?;
        work.view_add(NewView { account, title, query, shared, at: self.clock.now() }).await?;
        Ok(work.commit().await?)
    }

    /// Gives one's own view another name.
    pub async fn rename_view(&self, actor: &Actor, id: ViewId, title: &str) -> Result<(), Unfit> {
        let title = view_title(title)?;
        let mut work = self.store.write().await?;
        if !work.view_rename(id, actor.account, title).await? {
            return Err(Unfit::Forbidden);
        }
        Ok(work.commit().await?)
    }

    pub async fn remove_view(&self, actor: &Actor, id: ViewId) -> Result<(), Unfit> {
        let mut work = self.store.write().await?;
        if !work.view_remove(id, actor.account).await? {
            return Err(Unfit::Forbidden);
        }
        Ok(work.commit().await?)
    }

    /// The address of a person's weekly digest, where they asked for one, and whether it is known to be theirs.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn digest(&self, actor: &Actor) -> Result<Option<(String, bool)>, StoreError> {
        self.store.people().digest_of(actor.account).await
    }

    /// Asks for the weekly digest, or ends it with an empty address. A code goes to a new address: the digest comes once it was typed
    /// here, from the next Monday on.
    pub async fn subscribe(&self, actor: &Actor, address: &str) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ReadFigures, "lettre").await?;
        let address = address.trim();
        if address.is_empty() {
            let mut act = self.journal.act().await?;
            act.work.digest_remove(actor.account).await?;
            return Ok(act.done(actor.account, "finir-lettre", "").await?);
        }
        let known = address.split_once('@').is_some_and(|(user, host)| {
            let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-'".contains(&b));
            !user.is_empty() && plain(user) && self.domains.iter().any(|d| d.eq_ignore_ascii_case(host))
        });
        if address.len() > 254 || !known {
            return Err(Unfit::field(
                "address",
                "La lettre ne part que vers une adresse professionnelle de la gendarmerie.",
            ));
        }
        let now = self.clock.now();
        let known = self.store.people().digest_of(actor.account).await?;
        let is_confirmed = known.is_some_and(|(known, confirmed)| confirmed && known == address);
        let mut act = self.journal.act().await?;
        act.work.digest_put(actor.account, address, now, self.week()).await?;
        if !is_confirmed {
            let account = actor.account.to_string();
            act.work.job_add(job(DIGEST_CODE, &account, &account, now)).await?;
        }
        Ok(act.done(actor.account, "demander-lettre", "").await?)
    }

    /// Confirms the address of the digest with the code that went to it.
    pub async fn confirm(&self, actor: &Actor, typed: &str) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ReadFigures, "lettre").await?;
        let wrong = Unfit::field("code", "Ce code n’est pas celui qui a été envoyé à cette adresse.");
        let Some((address, _)) = self.store.people().digest_of(actor.account).await? else {
            return Err(wrong);
        };
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if typed != self.digits(actor.account, &address) {
            return Err(wrong);
        }
        let mut act = self.journal.act().await?;
        act.work.digest_confirm(actor.account, &address, self.clock.now()).await?;
        Ok(act.done(actor.account, "confirmer-lettre", "").await?)
    }

    /// The code of an address: nobody else's, nor another address's.
    fn digits(&self, account: AccountId, address: &str) -> String {
        let hash = self.digest_mac.of(&[&account.0.to_be_bytes(), address.as_bytes()]);
        let number = hash.iter().take(8).fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
        format!("{:08}", number % 100_000_000)
    }

    /// The current week, numbered.
    fn week(&self) -> i32 {
        Period::of_day(Grain::Week, civil_day(self.clock.now())).ordinal
    }

    /// The code that an address waits for; nothing where it is confirmed, or the digest was ended.
    ///
    /// # Errors
    /// The store can't be read. The same holds below.
    pub async fn code(&self, account: AccountId) -> Result<Option<Code>, StoreError> {
        let waits = self.store.people().digest_of(account).await?.filter(|(_, confirmed)| !confirmed);
        Ok(waits.map(|(address, _)| Code { digits: self.digits(account, &address), address }))
    }

    /// Takes on the digests that this week's Monday made due: a job each, once.
    pub async fn take_on_digests(&self) -> Result<UnitOfWork, StoreError> {
        let (week, now) = (self.week(), self.clock.now());
        let due = self.store.people().digests_due(week).await?;
        let mut work = self.store.write().await?;
        for DueDigest { account, .. } in due {
            let about = format!("{account} {week}");
            work.job_add(job(DIGEST, &about, &about, now)).await?;
        }
        Ok(work)
    }

    /// One digest of a week; nothing where it was sent, or nobody wants it any more.
    pub async fn due(&self, account: AccountId, week: i32) -> Result<Option<Due>, StoreError> {
        let due = self.store.people().digests_due(week).await?.into_iter().find(|due| due.account == account);
        Ok(due.and_then(|DueDigest { account, address, name, role, scope }| {
            let mandate = mandate(&role, &scope)?;
            Some(Due { address, actor: Actor { account, name, mandate } })
        }))
    }

    /// Says that a digest left: not yet committed.
    pub async fn sent(&self, account: AccountId, week: i32) -> Result<UnitOfWork, StoreError> {
        let mut work = self.store.write().await?;
        work.digest_claim(account, week).await?;
        Ok(work)
    }
}

/// A digest of one person and week: "account week".
pub const DIGEST: &str = "letter";
/// The code that confirms an address: "account".
pub const DIGEST_CODE: &str = "letter-code";
/// Attempts of a digest: the last one comes more than a day after the first.
const ATTEMPTS: i32 = 12;

fn job<'a>(kind: &'a str, payload: &'a str, key: &'a str, at: DateTime<Utc>) -> NewJob<'a> {
    NewJob { kind, payload, key: Some(key), priority: 0, due_at: at, most_attempts: ATTEMPTS, at }
}
