"""A server made with aiocoap, for our client: long bodies both ways, separate responses, observation. Prints its port."""

import asyncio
import sys

import aiocoap
import aiocoap.resource


class Stored(aiocoap.resource.Resource):
    content = b""

    async def render_get(self, request):
        return aiocoap.Message(payload=self.content)

    async def render_put(self, request):
        self.content = request.payload
        return aiocoap.Message(code=aiocoap.CHANGED)


class Echo(aiocoap.resource.Resource):
    async def render_post(self, request):
        return aiocoap.Message(code=aiocoap.CHANGED, payload=request.payload)


class Slow(aiocoap.resource.Resource):
    async def render_get(self, request):
        await asyncio.sleep(1)
        return aiocoap.Message(payload=b"at last")


class Counter(aiocoap.resource.ObservableResource):
    count = 0

    async def run(self):
        while True:
            await asyncio.sleep(0.3)
            self.count += 1
            self.updated_state()

    async def render_get(self, request):
        return aiocoap.Message(payload=str(self.count).encode() + b"." * 2000)


async def main():
    site = aiocoap.resource.Site()
    counter = Counter()
    site.add_resource(["stored"], Stored())
    site.add_resource(["echo"], Echo())
    site.add_resource(["slow"], Slow())
    site.add_resource(["counter"], counter)
    await aiocoap.Context.create_server_context(site, bind=("127.0.0.1", int(sys.argv[1])))
    print("ready", flush=True)
    await counter.run()


asyncio.run(main())
