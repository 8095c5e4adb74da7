//! The only code of this crate that runs in a browser: small comforts on pages that are complete without them. Charts are woken by
//! another one (`frontend/charts`).

mod auto_submit;
mod copy_link;
mod theme_choice;

pub use auto_submit::AutoSubmit;
pub use copy_link::CopyLink;
pub use theme_choice::ThemeChoice;
