//! Who listens to streams: so many of one, so many of all.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Places of streams that stay open.
#[derive(Debug)]
pub struct Seats<K>(Arc<Inner<K>>);

#[derive(Debug)]
struct Inner<K> {
    of_one: usize,
    of_all: usize,
    taken: Mutex<Taken<K>>,
}

#[derive(Debug)]
struct Taken<K> {
    all: usize,
    by: HashMap<K, usize>,
}

impl<K> Clone for Seats<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Copy + Eq + Hash> Seats<K> {
    pub fn new(of_one: usize, of_all: usize) -> Self {
        let taken = Mutex::new(Taken { all: 0, by: HashMap::new() });
        Self(Arc::new(Inner { of_one, of_all, taken }))
    }

    /// A place for one more stream; none where there are as many as there may be.
    pub fn sit(&self, who: K) -> Option<Seat<K>> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by.get(&who).copied().unwrap_or(0);
        if taken.all >= self.0.of_all || own >= self.0.of_one {
            return None;
        }
        taken.all += 1;
        taken.by.insert(who, own + 1);
        Some(Seat { seats: self.clone(), who })
    }
}

/// A stream's place among the others, until it ends.
#[derive(Debug)]
pub struct Seat<K: Copy + Eq + Hash> {
    seats: Seats<K>,
    who: K,
}

impl<K: Copy + Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.seats.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        if let Some(own) = taken.by.get_mut(&self.who) {
            *own -= 1;
            if *own == 0 {
                taken.by.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_listens_more_than_a_person_can() {
        let (of_one, of_all) = (8, 384);
        let seats = Seats::new(of_one, of_all);
        let mine: Vec<_> = (0..of_one).filter_map(|_| seats.sit(1)).collect();
        assert_eq!(mine.len(), of_one);
        assert!(seats.sit(1).is_none());
        let others: Vec<_> = (2..).map_while(|who| seats.sit(who)).collect();
        assert_eq!(others.len() + of_one, of_all);
        drop((mine, others));
        let taken = seats.0.taken.lock().unwrap();
        assert!(taken.by.is_empty() && taken.all == 0);
    }
}
