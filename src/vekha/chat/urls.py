from django.urls import path

from vekha.chat.views import accounts, channels, feishu, slash_commands

app_name = "chat"
urlpatterns = [
    path("settings/chat/", accounts.accounts, name="accounts"),
    path("settings/chat/code/", accounts.new_code, name="new-code"),
    path("settings/chat/<int:pk>/unlink/", accounts.unlink, name="unlink"),
    path("settings/chat/messages/", channels.choose_messages, name="choose-messages"),
    path("teams/<int:pk>/channel/", channels.team_channel, name="team-channel"),
    path("chat/slack/", slash_commands.slack, name="slack"),
    path("chat/mattermost/", slash_commands.mattermost_command, name="mattermost"),
    path("chat/feishu/", feishu.feishu_event, name="feishu"),
]
