//! What the organisation did, and what it changed: an action is described before or after the fact, and its effect is the
//! difference with what would have been without it.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use detection::{
    effect::{Effect, Study},
    synthetic,
};
use domain::{
    calendar::public_holiday,
    catalogue::OverTime,
    identity::{Actor, Operation},
    ids::ActionId,
    query::{Ask, Place},
    territory::{Level, Territory},
    time::{Clock, Grain, Window},
};
use store::{NewAction, Store, StoreError};

use crate::{
    audit::{Journal, Outcome},
    barometer::{Barometer, Failure},
    unfit::{Unfit, text},
};

/// Days before an action on which its counterfactual is learnt.
const BEFORE: u64 = 365;
/// Days after its end that are looked at, most.
const AFTER: u64 = 60;

/// Share of a twin from which a territory is named.
const SHARE: f64 = 0.05;

/// Kinds of actions that are told apart.
pub const KINDS: [(&str, &str); 5] = [
    ("campagne", "Campagne"),
    ("publication", "Publication"),
    ("page", "Nouvelle page ou nouveau service"),
    ("operation", "Opération sur le terrain"),
    ("autre", "Autre"),
];

/// An action.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub id: ActionId,
    pub title: String,
    pub kind: &'static str,
    pub territory: Territory,
    pub indicator: String,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub expected: String,
    pub author: String,
    /// Described by who asks.
    pub mine: bool,
}

/// What somebody describes.
#[derive(Debug, Clone)]
pub struct Described {
    pub title: String,
    pub kind: String,
    pub territory: Option<Territory>,
    pub indicator: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub expected: String,
}

/// What a counterfactual is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A mix of territories that the action doesn't touch.
    Twin,
    Calendar,
}

/// What an action changed, day by day and on the mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// First day of the lists below.
    pub first: NaiveDate,
    pub actual: Vec<f64>,
    pub effect: Effect,
    /// Index of the first day of the action, and of the first day after it.
    pub start: usize,
    pub end: usize,
    pub basis: Basis,
    /// The territories that its twin is made of, heaviest first, with their share.
    pub twin: Vec<(Territory, f64)>,
}

/// Use cases of actions.
#[derive(Clone)]
pub struct Actions {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
}

impl Actions {
    pub fn new(store: Store, clock: Arc<dyn Clock>, journal: Journal) -> Self {
        Self { store, clock, journal }
    }

    /// Actions on territories that the mandate covers, latest first.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Action>, StoreError> {
        let stored = self.store.people().actions().await?;
        Ok(stored
            .into_iter()
            .filter_map(|a| {
                let territory = Territory::parse(&a.territory)?;
                let kind = KINDS.iter().find(|(id, _)| *id == a.kind).map_or("Autre", |(_, word)| *word);
                actor.mandate.covers(Place::One(territory)).then_some(Action {
                    id: a.id,
                    title: a.title,
                    kind,
                    territory,
                    indicator: a.indicator,
                    from: a.from,
                    until: a.until,
                    expected: a.expected,
                    mine: a.account == actor.account,
                    author: a.author,
                })
            })
            .collect())
    }

    /// Takes an action down.
    ///
    /// # Errors
    /// What is missing or not allowed, in one sentence.
    pub async fn describe(
        &self,
        actor: &Actor,
        barometer: &Barometer,
        new: &Described,
    ) -> Result<ActionId, Unfit> {
        let territory = new.territory.ok_or(Unfit::field("territory", "Choisissez un territoire."))?;
        let own = territory == actor.mandate.scope() || actor.mandate.scope() == Territory::France;
        if !actor.mandate.may(Operation::DescribeActions) || !own {
            self.journal
                .record(Some(actor), "decrire-action", &territory.to_string(), Outcome::Refused)
                .await?;
            return Err(Unfit::Forbidden);
        }
        let title = text("title", &new.title, 120, "Le titre a entre 1 et 120 caractères.")?;
        if new.expected.chars().count() > 500 {
            return Err(Unfit::field("expected", "L’effet attendu tient en 500 caractères."));
        }
        let days = "Une action a un premier et un dernier jour.";
        let from = new.from.ok_or(Unfit::field("from", days))?;
        let until = new.until.ok_or(Unfit::field("until", days))?;
        // Days far from any data would leave the calendar when others are counted from them.
        for (field, day) in [("from", from), ("until", until)] {
            if !(2000..=2100).contains(&day.year()) {
                return Err(Unfit::field(field, "Une action a lieu entre 2000 et 2100."));
            }
        }
        if until < from || (until - from).num_days() > 366 {
            return Err(Unfit::field("until", "Le dernier jour suit le premier, d’un an au plus."));
        }
        let kind = KINDS
            .iter()
            .find(|(id, _)| *id == new.kind)
            .ok_or(Unfit::field("kind", "Choisissez une nature."))?
            .0;
        let catalogue = barometer.catalogue();
        let daily = catalogue
            .indicator(&new.indicator)
            .filter(|i| i.statistic_counts_absence())
            .map(|i| catalogue.measure_of(i))
            .filter(|m| m.over_time == OverTime::Sum && m.grain <= Grain::Day && m.not_additive.is_empty());
        let measure = daily.ok_or(Unfit::field("indicator", "Choisissez un comptage de chaque jour."))?;
        if territory != Territory::France && !measure.territorial {
            return Err(Unfit::field("territory", "Cet indicateur n’existe que pour la France entière."));
        }
        let mut act = self.journal.act().await?;
        let id = act
            .work
            .action_add(NewAction {
                title,
                kind,
                territory: &territory.to_string(),
                indicator: &new.indicator,
                from,
                until,
                expected: new.expected.trim(),
                account: actor.account,
                at: self.clock.now(),
            })
            .await?;
        act.done(actor.account, "decrire-action", &id.to_string()).await?;
        Ok(id)
    }

    /// Takes an action back: who described it may.
    ///
    /// # Errors
    /// [`Unfit::Forbidden`] for somebody else's.
    pub async fn withdraw(&self, actor: &Actor, id: ActionId) -> Result<(), Unfit> {
        let mine = self.list(actor).await?.into_iter().any(|a| a.id == id && a.mine);
        if !mine || !actor.mandate.may(Operation::DescribeActions) {
            self.journal.record(Some(actor), "retirer-action", &id.to_string(), Outcome::Refused).await?;
            return Err(Unfit::Forbidden);
        }
        let mut act = self.journal.act().await?;
        if act.work.action_withdraw(id, self.clock.now()).await? {
            act.done(actor.account, "retirer-action", &id.to_string()).await?;
        }
        Ok(())
    }
}

impl Barometer {
    /// What an action changed, among the days that are known; `None` where too few are.
    ///
    /// For a territory the counterfactual is its twin, a mix of départements outside of it. For France, and where a territory
    /// has no twin, it is the calendar: days of the week, public holidays, two harmonics of the year and the slope.
    ///
    /// # Errors
    /// As for any question.
    pub async fn impact(&self, action: &Action) -> Result<Option<Arc<Impact>>, Failure> {
        let snapshot = self.snapshot().await?;
        let Some(indicator) = self.catalogue().indicator(&action.indicator) else { return Ok(None) };
        let measure = self.catalogue().measure_of(indicator);
        let Some(coverage) = self.coverage(&snapshot, measure) else { return Ok(None) };
        let known = coverage.to - Days::new(u64::from(measure.provisional_days));
        let first = (action.from - Days::new(BEFORE)).max(coverage.from);
        let Some(window) = Window::new(first, known.min(action.until + Days::new(AFTER))) else {
            return Ok(None);
        };
        let daily = Ask::of(&indicator.id, window, Grain::Day).at(Place::One(action.territory));
        // Refusals come before anything that was kept.
        let answer = self.ask(daily.clone()).await?;
        let key = (action.indicator.clone(), action.territory, action.from, action.until);
        let key = (self.stamp(&snapshot, measure), key);
        if let Some(kept) = snapshot.kept.impacts.get(&key) {
            return Ok(kept);
        }
        let actual: Vec<f64> = answer.cells.iter().map(|c| c.value.unwrap_or(f64::NAN)).collect();
        let position = |day: NaiveDate| (day - window.from).num_days().clamp(0, actual.len() as i64) as usize;
        let (start, end) = (position(action.from), position(action.until + Days::new(1)));
        let others = match action.territory {
            Territory::France => Vec::new(),
            place => self.others(place, daily).await?,
        };
        let computed = self.turns().work(move || {
            let donors: Vec<Vec<f64>> = others.iter().map(|(_, values)| values.clone()).collect();
            let found = synthetic::effect(&actual, &donors, start, end);
            let (effect, twin, basis) = match found {
                Some(found) => {
                    let mut twin: Vec<(Territory, f64)> =
                        others.iter().map(|(place, _)| *place).zip(found.weights).collect();
                    twin.sort_by(|a, b| b.1.total_cmp(&a.1));
                    twin.retain(|(_, share)| *share >= SHARE);
                    (found.effect, twin, Basis::Twin)
                }
                None => (by_calendar(&actual, window.from, start, end)?, Vec::new(), Basis::Calendar),
            };
            Some(Arc::new(Impact { first: window.from, actual, effect, start, end, basis, twin }))
        });
        let impact = computed.await?;
        snapshot.kept.impacts.insert(key, impact.clone());
        Ok(impact)
    }

    /// The départements outside of a territory, day by day. They are read without the mandate: nothing but their mix, on the
    /// scale of the territory that may be read, and their names leave this file.
    async fn others(&self, place: Territory, daily: Ask) -> Result<Vec<(Territory, Vec<f64>)>, Failure> {
        let answer = self.of_all().ask(Ask { place: Place::All(Level::Departement), ..daily }).await?;
        let mut others: Vec<(Territory, Vec<f64>)> =
            answer.groups.iter().map(|group| (group.territory, Vec::new())).collect();
        for cell in &answer.cells {
            others[cell.group].1.push(cell.value.unwrap_or(f64::NAN));
        }
        others.retain(|(other, _)| *other != place && other.parent() != Some(place));
        Ok(others)
    }
}

/// The effect of days `start` to before `end` against what the calendar alone foretells.
fn by_calendar(actual: &[f64], first: NaiveDate, start: usize, end: usize) -> Option<Effect> {
    let days: Vec<NaiveDate> = first.iter_days().take(actual.len()).collect();
    let flag = |is: &dyn Fn(NaiveDate) -> bool| -> Vec<f64> {
        days.iter().map(|d| f64::from(u8::from(is(*d)))).collect()
    };
    let mut controls: Vec<Vec<f64>> =
        (1..7).map(|weekday| flag(&|d: NaiveDate| d.weekday().num_days_from_monday() == weekday)).collect();
    controls.push(flag(&|d| public_holiday(d).is_some()));
    controls.push((0..days.len()).map(|i| i as f64 / 365.0).collect());
    for harmonic in 1..=2 {
        let angle =
            |d: &NaiveDate| f64::from(harmonic) * f64::from(d.ordinal()) / 365.25 * std::f64::consts::TAU;
        controls.push(days.iter().map(|d| angle(d).sin()).collect());
        controls.push(days.iter().map(|d| angle(d).cos()).collect());
    }
    // A control that never moves (no holiday in the window) can't be told from the level.
    controls.retain(|c| c[..start.min(c.len())].windows(2).any(|w| w[0] != w[1]));
    // The effect is that of the days of the action; later ones are shown.
    let study = Study {
        values: actual[..end].to_vec(),
        controls: controls.iter().map(|c| c[..end].to_vec()).collect(),
        start,
    };
    let mut effect = study.effect()?;
    if let Some(all) = (Study { values: actual.to_vec(), controls, start }).effect() {
        effect.counterfactual = all.counterfactual;
    }
    Some(effect)
}
