//! What a person sees, without a terminal: numbers and times as people read them, sparklines, tables
//! that fit, charts as SVG and in letters, and what differs between runs.
//!
//! Everything here makes texts of data. Whether there is a screen, how wide it is and whether it has
//! colours, the caller says by a [`Screen`]. Texts of users must be printable already.

mod chart;
mod difference;
mod ink;
mod markup;
mod number;
mod plot;
mod spark;
mod table;
mod time;
mod width;

pub use chart::{Series, svg};
pub use difference::{Compared, Difference, Section};
pub use ink::{Ink, Screen, painted};
pub use markup::{html_page, markdown_table};
pub use number::{change, readable, short_number};
pub use plot::plot;
pub use spark::sparkline;
pub use table::{Cell, Column, FittedTable, Importance, Sheet};
pub use time::ago;
pub use width::{cut, width};
