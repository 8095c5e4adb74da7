//! The Brigade numérique: pages and forms of citizens, the desk, the streams that tell both that there is something new, and what
//! providers of outside channels call.

mod bubble;
pub mod channels;
mod citizen;
mod desk;
pub mod files;
pub mod keeping;
mod letters;
pub mod mailboxes;
mod shift;
pub mod streams;

use crate::web::access::Rule;

pub fn rules() -> Vec<Rule> {
    [bubble::rules(), citizen::rules(), desk::rules(), files::rules(), shift::rules()]
        .into_iter()
        .flatten()
        .collect()
}
