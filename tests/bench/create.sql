-- SPDX-License-Identifier: ISC
-- pgbench: the call that intake makes for a report, bytes of the same sizes.
-- self, header and payload come with every call, as variables of the command
-- line; what must be new each time is made where it costs least.
SELECT outcome FROM qf.thread_create(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
    uuid_send(gen_random_uuid()), :self, uuid_send(gen_random_uuid()),
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
    :header, :payload);
