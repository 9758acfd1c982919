//! The doctor: what surrounds the program, checked and written down.

use crate::requests::Nothing;
use crate::views::{DoctorSavedView, DoctorView};

use super::{At, DONE, Reply};

pub async fn doctor_run(desk: At<'_>, _: Nothing) -> Reply<DoctorView> {
    desk.examine().await
}

pub async fn doctor_copy(desk: At<'_>, _: Nothing) -> Reply<Nothing> {
    desk.copy_report().await?;
    DONE
}

pub async fn doctor_save(desk: At<'_>, _: Nothing) -> Reply<DoctorSavedView> {
    let path = desk.save_report().await?;
    let path = path.map(|path| path.display().to_string());
    Ok(DoctorSavedView { path })
}
