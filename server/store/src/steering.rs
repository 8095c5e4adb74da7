//! Weights and targets, as stored.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, UnitOfWork, each};

/// A value that somebody set.
#[derive(Debug, Clone, PartialEq)]
pub struct Steered {
    /// Part of a score, or indicator.
    pub key: String,
    pub value: f64,
    /// Who set it.
    pub author: String,
    pub at: DateTime<Utc>,
}

/// A value to set.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    pub key: &'a str,
    pub value: f64,
    pub account: i64,
    pub at: DateTime<Utc>,
}

impl Store {
    /// Weights that were set; parts that are not there have those that are shipped.
    pub async fn weights(&self) -> Result<Vec<Steered>, StoreError> {
        each!(self, b => b.weights())
    }

    pub async fn targets(&self) -> Result<Vec<Steered>, StoreError> {
        each!(self, b => b.targets())
    }
}

impl UnitOfWork {
    /// Weights and targets as they are now; nobody else sets any before the commit.
    pub async fn steered(&mut self) -> Result<(Vec<Steered>, Vec<Steered>), StoreError> {
        each!(self, w => w.steered())
    }

    pub async fn weight_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
        each!(self, w => w.weight_set(setting))
    }

    pub async fn target_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
        each!(self, w => w.target_set(setting))
    }

    pub async fn target_clear(&mut self, indicator: &str) -> Result<(), StoreError> {
        each!(self, w => w.target_clear(indicator))
    }
}
