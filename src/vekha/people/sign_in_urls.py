"""The pages of allauth that we use, by its own names for them. Its others (sign-up, addresses, codes) do not exist."""

from allauth.account import views
from django.urls import path, re_path

from vekha.people import sign_in_forms as forms

urlpatterns = [
    path("", views.LoginView.as_view(form_class=forms.SignInForm), name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("left/", views.account_inactive, name="account_inactive"),
    path(
        "password/",
        views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    path(
        "password/reset/",
        views.PasswordResetView.as_view(form_class=forms.ResetPasswordForm),
        name="account_reset_password",
    ),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm),
        name="account_reset_password_from_key",
    ),
]
