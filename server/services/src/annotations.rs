//! What colleagues tell each other about a series: an annotation at a day, whom it is for, and comments.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    identity::{Actor, Operation},
    ids::{AnnotationId, CommentId},
    query::Place,
    series::SeriesRef,
    territory::Territory,
    time::{Clock, civil_day},
};
use store::{NewAnnotation, Store, StoreError, StoredAnnotation};

use crate::{
    audit::{Act, Journal, Outcome},
    unfit::{Unfit, kept, series, stored, text},
};

/// Whom an annotation is for. Whoever it is must be allowed to read the territory's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Who wrote it.
    Author,
    /// Who answers for the same territory as the author.
    Colleagues,
    Everyone,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Colleagues, Self::Author];

    pub fn id(self) -> &'static str {
        match self {
            Self::Author => "moi",
            Self::Colleagues => "collegues",
            Self::Everyone => "tous",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Author => "Moi seul",
            Self::Colleagues => "Mon échelon (même territoire de mandat)",
            Self::Everyone => "Tous ceux qui lisent ce territoire",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.id() == text)
    }
}

/// An annotation on a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    pub id: AnnotationId,
    pub series: SeriesRef,
    pub day: NaiveDate,
    pub body: String,
    pub audience: Audience,
    pub author: String,
    pub mine: bool,
    pub created_at: DateTime<Utc>,
    /// First one first.
    pub comments: Vec<Comment>,
}

/// A comment on an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub body: String,
    pub author: String,
    pub mine: bool,
    pub created_at: DateTime<Utc>,
}

/// What somebody writes.
#[derive(Debug, Clone)]
pub struct Draft {
    pub indicator: String,
    pub territory: Option<Territory>,
    /// Which part of the indicator: one `dimension:value` a line, empty for all of it.
    pub filters: String,
    pub day: Option<NaiveDate>,
    pub body: String,
    pub audience: String,
}

/// Use cases of annotations.
#[derive(Clone)]
pub struct Annotations {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
}

impl Annotations {
    pub fn new(store: Store, clock: Arc<dyn Clock>, journal: Journal) -> Self {
        Self { store, clock, journal }
    }

    /// The annotations that are for a reader, with their comments, latest day first.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn visible(&self, actor: &Actor) -> Result<Vec<Annotation>, StoreError> {
        let mut seen: Vec<Annotation> = self
            .store
            .people()
            .annotations()
            .await?
            .into_iter()
            .filter_map(|stored| shown(stored, actor))
            .collect();
        if seen.is_empty() {
            return Ok(seen);
        }
        for comment in self.store.people().comments().await? {
            if let Some(annotation) = seen.iter_mut().find(|a| a.id == comment.annotation) {
                annotation.comments.push(Comment {
                    id: comment.id,
                    body: comment.body,
                    author: comment.author,
                    mine: comment.account == actor.account,
                    created_at: comment.created_at,
                });
            }
        }
        Ok(seen)
    }

    /// Takes an annotation down.
    ///
    /// # Errors
    /// What is missing or not allowed, in one sentence. The same holds for every method below.
    pub async fn add(&self, actor: &Actor, draft: &Draft) -> Result<AnnotationId, Unfit> {
        self.journal.require(actor, Operation::Annotate, "annotation").await?;
        let key = series(&draft.indicator, draft.territory, &draft.filters)?;
        let territory = key.territory();
        if !actor.mandate.covers(Place::One(territory)) {
            self.journal
                .record(Some(actor), Operation::Annotate.id(), &territory.to_string(), Outcome::Refused)
                .await?;
            return Err(Unfit::Forbidden);
        }
        let day = draft
            .day
            .filter(|day| day.year() >= 2000 && *day <= civil_day(self.clock.now()))
            .ok_or(Unfit::field("day", "Une annotation porte sur un jour, de 2000 à aujourd’hui."))?;
        let audience = Audience::parse(&draft.audience)
            .ok_or(Unfit::field("audience", "Choisissez qui lira l’annotation."))?;
        let body = text("body", &draft.body, 280, "Une annotation a entre 1 et 280 caractères.")?;
        let mut act = self.journal.act().await?;
        let id = act
            .work
            .annotation_add(NewAnnotation {
                series: stored(&key),
                day,
                body,
                audience: audience.id(),
                account: actor.account,
                scope: &actor.mandate.scope().to_string(),
                at: self.clock.now(),
            })
            .await?;
        act.done(actor.account, Operation::Annotate.id(), &format!("annotation {id}")).await?;
        Ok(id)
    }

    /// Comments on an annotation.
    pub async fn comment(&self, actor: &Actor, annotation: AnnotationId, body: &str) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::Annotate, "commentaire").await?;
        // What one may not read, one may not know of either.
        if !self.visible(actor).await?.iter().any(|a| a.id == annotation) {
            return Err(Unfit::Forbidden);
        }
        let body = text("body", body, 500, "Un commentaire a entre 1 et 500 caractères.")?;
        let mut act = self.journal.act().await?;
        act.work.comment_add(annotation, body, actor.account, self.clock.now()).await?;
        let object = format!("commentaire de {annotation}");
        Ok(act.done(actor.account, Operation::Annotate.id(), &object).await?)
    }

    /// Takes one's own annotation back, with its comments.
    pub async fn withdraw(&self, actor: &Actor, id: AnnotationId) -> Result<(), Unfit> {
        let mut act = self.journal.act().await?;
        let done = act.work.annotation_withdraw(id, actor.account, self.clock.now()).await?;
        self.withdrawn(actor, done.then_some(act), format!("retrait annotation {id}")).await
    }

    /// Takes one's own answer back.
    pub async fn withdraw_comment(&self, actor: &Actor, id: CommentId) -> Result<(), Unfit> {
        let mut act = self.journal.act().await?;
        let done = act.work.comment_withdraw(id, actor.account, self.clock.now()).await?;
        self.withdrawn(actor, done.then_some(act), format!("retrait commentaire {id}")).await
    }

    /// `done`: the act, where there was something of the actor's own to take back.
    async fn withdrawn(&self, actor: &Actor, done: Option<Act<'_>>, object: String) -> Result<(), Unfit> {
        if let Some(act) = done {
            return Ok(act.done(actor.account, Operation::Annotate.id(), &object).await?);
        }
        self.journal.record(Some(actor), Operation::Annotate.id(), &object, Outcome::Refused).await?;
        Err(Unfit::Forbidden)
    }
}

/// A stored annotation as a reader sees it; `None` where it is not for them.
fn shown(stored: StoredAnnotation, actor: &Actor) -> Option<Annotation> {
    let series = kept(&stored.series)?;
    let audience = Audience::parse(&stored.audience)?;
    let mine = stored.account == actor.account;
    let meant = match audience {
        Audience::Author => mine,
        Audience::Colleagues => mine || stored.scope == actor.mandate.scope().to_string(),
        Audience::Everyone => true,
    };
    (meant && actor.mandate.covers(Place::One(series.territory()))).then_some(Annotation {
        id: stored.id,
        series,
        day: stored.day,
        body: stored.body,
        audience,
        author: stored.author,
        mine,
        created_at: stored.created_at,
        comments: Vec::new(),
    })
}
