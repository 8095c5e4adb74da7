//! Room for what waits in memory until its reader takes it: bounded for all together, and for each client.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use hyper::body::{Body as _, Frame, SizeHint};

/// Bytes for everybody's answers on their way,
const FOR_ALL: usize = 128 << 20;
/// and for one client's: two of the longest answers that there are, or hundreds of pages.
const FOR_ONE: usize = 48 << 20;

/// Answers that take room, in bytes: larger than what a connection holds anyway.
const LARGE: u64 = 32 << 10;

/// Who asks, as quotas count: a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Client(pub u16);

/// Bytes held, by client and together.
#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Client, usize>,
}

/// Room for answers on their way. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Room(Arc<Mutex<Taken>>);

impl Room {
    /// Takes room; `None` where a client holds its share already, or everybody does. Nobody waits for it: who would wait holds
    /// what they have.
    pub fn take(&self, client: Client, bytes: usize) -> Option<Held> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by.get(&client).copied().unwrap_or(0);
        // What is larger than a share goes alone.
        if own > 0 && own + bytes > FOR_ONE || taken.all > 0 && taken.all + bytes > FOR_ALL {
            return None;
        }
        taken.all += bytes;
        taken.by.insert(client, own + bytes);
        Some(Held { room: self.clone(), client, bytes })
    }
}

/// The room of one client, which each of its requests carries.
#[derive(Debug, Clone)]
pub struct Share {
    room: Room,
    client: Client,
}

impl Share {
    pub fn new(room: Room, client: Client) -> Self {
        Self { room, client }
    }

    /// Takes room for so many bytes; `None` where there is none.
    pub fn take(&self, bytes: usize) -> Option<Held> {
        self.room.take(self.client, bytes)
    }

    /// An answer with its room, if it is large and lies in memory until it has gone; `None` where there is no room.
    pub fn house(&self, response: Response) -> Option<Response> {
        let Some(size) = response.body().size_hint().exact().filter(|size| *size > LARGE) else {
            return Some(response);
        };
        let held = self.take(usize::try_from(size).unwrap_or(usize::MAX))?;
        Some(response.map(|body| Body::new(Housed { body, _held: held })))
    }
}

/// A body and its room.
struct Housed {
    body: Body,
    _held: Held,
}

impl hyper::body::Body for Housed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Room that is given back when the answer has gone.
#[derive(Debug)]
#[must_use = "it is given back at once"]
pub struct Held {
    room: Room,
    client: Client,
    bytes: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut taken = self.room.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= self.bytes;
        let left = taken.by.get(&self.client).map_or(0, |own| own - self.bytes);
        if left == 0 {
            taken.by.remove(&self.client);
        } else {
            taken.by.insert(self.client, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_leaves_room_for_others() {
        let room = Room::default();
        let (one, other) = (Client(1), Client(2));
        let held: Vec<Held> = (0..).map_while(|_| room.take(one, 1 << 20)).collect();
        assert_eq!(held.len(), FOR_ONE >> 20);
        let theirs = room.take(other, 1 << 20);
        assert!(theirs.is_some());
        drop((held, theirs));
        let taken = room.0.lock().unwrap();
        assert!(taken.all == 0 && taken.by.is_empty(), "all of it comes back, and nobody is remembered");
    }

    #[test]
    fn all_together_are_bounded() {
        let room = Room::default();
        let held: Vec<Held> = (0..).map_while(|n| room.take(Client(n), 1 << 20)).collect();
        assert_eq!(held.len(), FOR_ALL >> 20);
    }

    #[test]
    fn the_longest_answer_goes_alone_whatever_its_size() {
        let room = Room::default();
        let longest = room.take(Client(1), FOR_ALL + 1);
        assert!(longest.is_some() && room.take(Client(2), 1).is_none());
    }
}
