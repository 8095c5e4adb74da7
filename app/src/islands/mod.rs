//! The only code that runs in a browser: small comforts on pages that are complete without them.

mod auto_submit;
mod copy_link;
mod theme_choice;

pub use auto_submit::AutoSubmit;
pub use copy_link::CopyLink;
pub use theme_choice::ThemeChoice;
