//! What the organisation steers by: weights of the scores' parts and monthly targets, both set by an administrator and
//! shown to everybody with who set them.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{
    catalogue::{Catalogue, Pillar, Unit},
    identity::{Actor, Operation},
    score,
    time::Clock,
};
use store::{Setting, Steered, Store, StoreError};

use crate::{audit::Journal, unfit::Unfit};

/// Heaviest weight.
const HEAVIEST: f64 = 10.0;

/// What is set at present.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    weights: HashMap<String, Steered>,
    targets: HashMap<String, Steered>,
}

impl Settings {
    fn of(weights: Vec<Steered>, targets: Vec<Steered>) -> Self {
        let by_key = |list: Vec<Steered>| list.into_iter().map(|set| (set.key.clone(), set)).collect();
        Self { weights: by_key(weights), targets: by_key(targets) }
    }

    /// The weight of a part of a score: that which was set, else the one shipped.
    pub fn weight(&self, component: &score::Component) -> f64 {
        self.weights.get(&component.id).map_or(component.weight, |set| set.value)
    }

    /// The value that an indicator should reach in a month.
    pub fn target(&self, indicator: &str) -> Option<f64> {
        self.targets.get(indicator).map(|set| set.value)
    }

    /// Who changed something last, and when.
    pub fn last_change(&self) -> Option<(&str, DateTime<Utc>)> {
        let all = self.weights.values().chain(self.targets.values());
        all.max_by_key(|set| set.at).map(|set| (set.author.as_str(), set.at))
    }
}

/// What an administrator typed for one part: weight, and target or nothing.
#[derive(Debug, Clone)]
pub struct Typed {
    pub component: String,
    pub weight: String,
    pub target: String,
}

/// The highest value that an indicator can have.
fn highest(indicator: &str) -> f64 {
    match Catalogue::shipped().indicator(indicator).map(|i| i.unit) {
        Some(Unit::Share) => 1.0,
        Some(Unit::Rating) => 5.0,
        _ => f64::MAX,
    }
}

/// Use cases of weights and targets.
#[derive(Clone)]
pub struct Steering {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
}

impl Steering {
    pub fn new(store: Store, clock: Arc<dyn Clock>, journal: Journal) -> Self {
        Self { store, clock, journal }
    }

    /// # Errors
    /// The store can't be read.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        Ok(Settings::of(self.store.people().weights().await?, self.store.people().targets().await?))
    }

    /// Sets weights and targets, all or none.
    ///
    /// # Errors
    /// What was typed is no number, or the right is missing.
    pub async fn set(&self, actor: &Actor, typed: &[Typed]) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::SetScores, "scores").await?;
        let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|v| v.is_finite());
        let mut wanted = Vec::new();
        for line in typed {
            let component = score::components().iter().find(|c| c.id == line.component);
            let component = component.ok_or(Unfit::Malformed("Une ligne du tableau n’existe pas."))?;
            let weight = number(&line.weight).filter(|w| (0.0..=HEAVIEST).contains(w)).ok_or_else(|| {
                Unfit::field(format!("weight-{}", component.id), "Un poids est un nombre de 0 à 10.")
            })?;
            let target = match line.target.trim() {
                "" => None,
                text => Some(
                    number(text)
                        .filter(|t| (0.0..=highest(&component.indicator)).contains(t))
                        .ok_or_else(|| Unfit::field(
                            format!("target-{}", component.id),
                            "Un objectif est un nombre positif (une part va de 0 à 1, une note de 0 à 5), ou rien.",
                        ))?,
                ),
            };
            wanted.push((component, weight, target));
        }
        for pillar in [Pillar::Visibility, Pillar::Perception, Pillar::Actors] {
            let mut of_pillar = wanted.iter().filter(|(component, ..)| component.pillar == pillar);
            if of_pillar.clone().count() > 0 && of_pillar.all(|(_, weight, _)| *weight == 0.0) {
                return Err(Unfit::Malformed("Un pilier garde au moins un poids plus grand que zéro."));
            }
        }
        let mut act = self.journal.act().await?;
        // Read while nobody else sets any: of two administrators at once, the later one's table stands whole.
        let (weights, targets) = act.work.steered().await?;
        let before = Settings::of(weights, targets);
        let mut objects = Vec::new();
        for (component, weight, target) in wanted {
            let setting = |key, value| Setting { key, value, account: actor.account, at: self.clock.now() };
            if weight != before.weight(component) {
                act.work.weight_set(setting(&component.id, weight)).await?;
                objects.push(format!("poids {} = {weight}", component.id));
            }
            let indicator = component.indicator.as_str();
            if target == before.target(indicator) {
                continue;
            }
            match target {
                Some(value) => act.work.target_set(setting(indicator, value)).await?,
                None => act.work.target_clear(indicator).await?,
            }
            let told = target.map_or_else(|| "aucun".to_owned(), |t| t.to_string());
            objects.push(format!("objectif {indicator} = {told}"));
        }
        for object in objects {
            act.line(actor.account, Operation::SetScores.id(), &object).await?;
        }
        Ok(act.end().await?)
    }
}
